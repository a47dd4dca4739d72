import { writeFile } from "node:fs/promises";
import path from "node:path";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { registerTrainedVersion } from "@/drizzle/model-versions/register-trained-version";
import { judgments } from "@/drizzle/schema/judgments";
import { users } from "@/drizzle/schema/users";
import { findRule } from "@/server/services/simulation/judging-rules";
import { loadRuleFile } from "@/server/services/simulation/load-rule-file";
import {
  simulateAnnotators,
  type SimulateAnnotatorsOptions,
} from "@/server/services/simulation/simulate-annotators";
import {
  completeJudgment,
  openInstallation,
  type Caller,
  type Installation,
} from "@/tests/integration/support/installation";

let installation: Installation;
let admin: Caller;
beforeAll(async () => {
  installation = await openInstallation();
  admin = installation.callerOf(installation.admin);
});
afterAll(() => installation.close());

function simulate(changes: Partial<SimulateAnnotatorsOptions> & { project: string }) {
  return simulateAnnotators({
    db: installation.db,
    annotators: 2,
    count: null,
    rule: findRule("shorter"),
    noise: 0,
    seed: 1,
    reporter: { progress: () => undefined },
    signal: new AbortController().signal,
    ...changes,
  });
}

describe("simulated annotators", () => {
  it("judge all open items by their rule, marked as synthetic in every row and count", async () => {
    const projectId = await installation.addProject();
    const { roundId } = await admin.round.importResponses({
      projectId,
      overlap: 2,
      text: Array.from({ length: 6 }, (_, i) =>
        JSON.stringify({ prompt: `question ${i}`, responses: ["a b c d e f", "a b", "a b c d"] }),
      ).join("\n"),
    });
    await admin.round.open({ roundId: roundId ?? "" });
    expect(await simulate({ project: projectId })).toMatchObject({
      judgments: 12,
      synthetic: true,
      rule: "shorter",
    });

    const rows = await installation.db.select().from(judgments).where(eq(judgments.projectId, projectId));
    expect(rows.every((row) => row.synthetic && row.syntheticRule === "shorter" && row.counted)).toBe(true);
    const { items } = await admin.round.items({ roundId: roundId ?? "" });
    for (const item of items) {
      const textOf = new Map(item.responses.map((response) => [response.id, response.text]));
      for (const judgment of item.judgments) {
        expect(judgment.ranking.map((group) => group.map((id) => textOf.get(id)))).toEqual([
          ["a b"],
          ["a b c d"],
          ["a b c d e f"],
        ]);
      }
    }
    const [robot] = await installation.db
      .select()
      .from(users)
      .where(eq(users.id, rows[0]?.userId ?? ""));
    expect(robot).toMatchObject({ isSynthetic: true, passwordHash: null });
    expect((await admin.dataset.freeze({ projectId })).syntheticJudgments).toBe(12);
    await expect(admin.dataset.freeze({ projectId, includeSynthetic: false })).rejects.toMatchObject({
      cause: { code: "DATASET_EMPTY" },
    });
    expect(
      (await admin.project.list()).find((project) => project.id === projectId)?.hasSyntheticJudgments,
    ).toBe(true);
    await expect(simulate({ project: projectId })).rejects.toMatchObject({ code: "ROUND_NOT_OPEN" });
  });

  it("stay marked in everything that their judgments shaped", async () => {
    const projectId = await installation.addProject({ name: "Marked" });
    const base = await installation.addPolicy(projectId);
    const roundId = await installation.addOpenRound(projectId, { items: 6 });
    const person = installation.callerOf(await installation.addAnnotator(projectId));
    const item = await person.annotate.claimNext({ projectId });
    if (!item) throw new Error("nothing to judge");
    await person.annotate.submit(completeJudgment(item));
    await simulate({ project: projectId });
    const behind = { judgments: 6, synthetic: 5 };
    expect((await admin.round.list({ projectId })).find((round) => round.id === roundId)).toMatchObject({
      judgmentCount: 6,
      syntheticJudgmentCount: 5,
    });

    const { id: datasetId } = await admin.dataset.freeze({ projectId });
    const { jobId: rewardJob } = await admin.run.launchRewardModel({ projectId, datasetId });
    expect(await admin.run.get({ jobId: rewardJob })).toMatchObject({ judgmentsBehind: behind });
    const trained = { tokenizerHash: "t".repeat(64), contentHash: "c".repeat(64), report: {} };
    const reward = await registerTrainedVersion(installation.db, {
      job: { id: rewardJob, kind: "train-reward-model", projectId, inputs: { datasetId } },
      directory: "marked-reward",
      ...trained,
    });
    const { jobId: policyJob } = await admin.run.launchPolicy({ projectId, rewardVersionId: reward.id });
    const policy = await registerTrainedVersion(installation.db, {
      job: {
        id: policyJob,
        kind: "train-policy",
        projectId,
        inputs: { rewardVersionId: reward.id, policyVersionId: base.id },
      },
      directory: "marked-policy",
      ...trained,
    });
    expect(await admin.version.get({ versionId: policy.id })).toMatchObject({ judgmentsBehind: behind });
    const versions = await admin.version.list({ projectId });
    expect(new Map(versions.map((version) => [version.id, version.judgmentsBehind]))).toEqual(
      new Map([
        [policy.id, behind],
        [reward.id, behind],
        [base.id, { judgments: 0, synthetic: 0 }],
      ]),
    );
    const { runs } = await admin.run.list({ projectId });
    expect(runs.map((run) => run.judgmentsBehind)).toEqual([behind, behind]);
  });

  it("stop at the count that was asked for, and follow a rule from a file", async () => {
    const projectId = await installation.addProject({ name: "Counted" });
    await installation.addOpenRound(projectId, { items: 9 });
    const file = path.join(installation.dataDirectory, "long.mjs");
    await writeFile(file, "export const utility = ({ response }) => response.length / 20;");
    const rule = await loadRuleFile(file);
    expect(rule.name).toMatch(/^file:long\.mjs#[0-9a-f]{8}$/);
    expect(await simulate({ project: "counted", count: 5, rule })).toMatchObject({ judgments: 5 });
    expect(await installation.db.$count(judgments, eq(judgments.projectId, projectId))).toBe(5);
    await expect(simulate({ project: "nowhere" })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});
