import { randomUUID } from "node:crypto";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { registerTrainedVersion } from "@/drizzle/model-versions/register-trained-version";
import type { JobInputs } from "@/drizzle/schema/jobs";
import {
  completeJudgment,
  openInstallation,
  writeModelFiles,
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

const identity = { tokenizerHash: "t".repeat(64), contentHash: "c".repeat(64) };

/** What the worker does when a training job has ended. */
async function finish(
  projectId: string,
  jobId: string,
  kind: "train-reward-model" | "train-policy",
  inputs: JobInputs,
) {
  const directory = `${kind}-${jobId}`;
  await writeModelFiles(path.join(installation.dataDirectory, "models", directory), identity.contentHash);
  return registerTrainedVersion(installation.db, {
    job: { id: jobId, kind, projectId, inputs },
    directory,
    ...identity,
    report: {},
    parity: { maxAbsoluteDifference: 1e-5, compared: 8, tolerance: 1e-3 },
  });
}

describe("the loop", () => {
  it("names the one next step, from the first prompt to the second round, and knows each version's judgments", async () => {
    const projectId = await installation.addProject();
    const next = async () => {
      const { loop } = await admin.project.get({ projectId });
      return [loop?.step, loop?.action.kind];
    };
    expect(await next()).toEqual(["collect", "importPolicy"]);
    await installation.addPolicy(projectId);
    expect(await next()).toEqual(["collect", "addPrompts"]);
    await installation.addOpenRound(projectId, { items: 5 });
    expect(await next()).toEqual(["collect", "annotate"]);
    const annotator = installation.callerOf(await installation.addAnnotator(projectId));
    for (let item = await annotator.annotate.claimNext({ projectId }); item;) {
      await annotator.annotate.submit(completeJudgment(item));
      item = await annotator.annotate.claimNext({ projectId });
    }
    expect(await next()).toEqual(["collect", "createRound"]);
    const { roundId, jobId: samplingId } = await admin.round.create({ projectId, maxPrompts: 2 });
    expect(await next()).toEqual(["collect", "watchRun"]);
    await admin.run.cancel({ jobId: samplingId });
    await admin.round.close({ roundId });
    expect(await next()).toEqual(["freeze", "freezeDataset"]);

    const dataset = await admin.dataset.freeze({ projectId });
    expect(await next()).toEqual(["reward", "trainRewardModel"]);
    const { jobId: rewardJob } = await admin.run.launchRewardModel({
      projectId,
      datasetId: dataset.id,
      config: { epochs: 1 },
    });
    expect(await next()).toEqual(["reward", "watchRun"]);
    const rewardRun = await admin.run.get({ jobId: rewardJob });
    expect(rewardRun.config).toMatchObject({
      epochs: 1,
      batchSize: 8,
      trainData: `datasets/${dataset.contentHash}/train.jsonl`,
      out: `models/reward-${rewardJob}`,
    });
    await admin.run.cancel({ jobId: rewardJob });
    const reward = await finish(projectId, rewardJob, "train-reward-model", { datasetId: dataset.id });
    const twice = await finish(projectId, rewardJob, "train-reward-model", { datasetId: dataset.id });
    expect(twice).toEqual(reward);

    expect(await next()).toEqual(["ppo", "runPpo"]);
    const { jobId: policyJob } = await admin.run.launchPolicy({ projectId, rewardVersionId: reward.id });
    await admin.run.cancel({ jobId: policyJob });
    const policy = await finish(projectId, policyJob, "train-policy", {
      rewardVersionId: reward.id,
      policyVersionId: (await admin.version.current({ projectId })).current?.versionId,
    });
    expect(policy.number).toBe(2);
    expect(await next()).toEqual(["deploy", "deploy"]);
    await admin.version.deploy({
      projectId,
      versionId: policy.id,
      expectedCurrentVersionId: policy.parentVersionId,
    });
    expect(await next()).toEqual(["collect", "createRound"]);

    const judgmentsBehind = { judgments: 5, synthetic: 0 };
    expect(await admin.version.get({ versionId: policy.id })).toMatchObject({ judgmentsBehind });
    const { lineage } = await admin.version.get({ versionId: policy.id });
    expect(lineage.map((version) => [version.depth, version.kind, version.number])).toEqual([
      [0, "policy", 2],
      [1, "policy", 1],
      [1, "reward", 1],
    ]);
    expect(lineage[2]?.dataset).toMatchObject({
      number: 1,
      judgments: 5,
      syntheticJudgments: 0,
      importedJudgments: 0,
      annotators: 1,
      rounds: [1],
    });
  });

  it("refuses a hyperparameter that the contract does not know, and paths", async () => {
    const projectId = await installation.addProject();
    const config = { learningrate: 1 } as object;
    await expect(
      admin.run.launchPolicy({ projectId, rewardVersionId: randomUUID(), config }),
    ).rejects.toMatchObject({ code: "BAD_REQUEST" });
    await expect(
      admin.run.launchPolicy({ projectId, rewardVersionId: randomUUID(), config: { out: "/etc" } as object }),
    ).rejects.toMatchObject({ code: "BAD_REQUEST" });
  });
});
