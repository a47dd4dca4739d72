import { existsSync } from "node:fs";
import { appendFile, chmod } from "node:fs/promises";
import path from "node:path";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { insertPrompts } from "@/drizzle/prompts/insert-prompts";
import { jobMetrics, jobs } from "@/drizzle/schema/jobs";
import {
  completeJudgment,
  openInstallation,
  type Caller,
  type Installation,
} from "@/tests/integration/support/installation";
import { startProcesses, type RunningProcesses } from "@/tests/integration/support/processes";
import { makeTinyModel } from "@/tests/support/make-tiny-model";

let installation: Installation;
let admin: Caller;
let processes: RunningProcesses;

beforeAll(async () => {
  installation = await openInstallation({ maxConnections: 4 });
  admin = installation.callerOf(installation.admin);
  processes = await startProcesses(installation);
  processes.startWorker();
});

afterAll(async () => {
  await processes.stop();
  await installation.close();
});

async function untilEnded(jobId: string) {
  for (;;) {
    const [job] = await installation.db.select().from(jobs).where(eq(jobs.id, jobId));
    if (job?.finishedAt) return job;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function untilDone(jobId: string) {
  const job = await untilEnded(jobId);
  expect(job.error).toBeNull();
  expect(job.status).toBe("done");
  return job;
}

it("goes from an imported model over judgments, rewards and PPO to a round of the improved policy", async () => {
  const projectId = await installation.addProject();
  const source = path.join(installation.dataDirectory, "source");
  await makeTinyModel({ architecture: "llama", directory: source, seed: 2, maxPositions: 256 });
  const imported = await untilDone((await admin.run.launchImport({ projectId, source, name: "tiny" })).jobId);
  expect(imported.result).toMatchObject({ modelType: "llama" });

  await insertPrompts(installation.db, {
    projectId,
    prompts: Array.from({ length: 12 }, (_, i) => ({
      messages: [{ role: "user" as const, content: `Say ${i}.` }],
    })),
  });
  const sampling = { temperature: 1, topP: 1, topK: 0, maxNewTokens: 12, stop: [] };
  const round = await admin.round.create({ projectId, k: 3, sampling });
  await untilDone(round.jobId);

  const annotator = installation.callerOf(await installation.addAnnotator(projectId));
  for (let judged = 0; judged < 12; judged++) {
    const item = await annotator.annotate.claimNext({ projectId });
    if (!item) throw new Error(`only ${judged} items to judge`);
    await annotator.annotate.submit(completeJudgment(item));
  }
  const { id: datasetId, path: datasetPath } = await admin.dataset.freeze({ projectId });

  const reward = await untilDone(
    (
      await admin.run.launchRewardModel({
        projectId,
        datasetId,
        config: { epochs: 1, learningRate: 1e-3, batchSize: 6, maxLength: 64 },
      })
    ).jobId,
  );
  expect(reward.result).toMatchObject({ evalPairs: expect.any(Number) as number });
  const rewardVersionId = String(reward.result?.modelVersionId);

  const policy = await untilDone(
    (
      await admin.run.launchPolicy({
        projectId,
        rewardVersionId,
        config: { iterations: 2, batchSize: 4, ppoEpochs: 1, maxNewTokens: 12, learningRate: 1e-4 },
      })
    ).jobId,
  );
  const points = await installation.db.select().from(jobMetrics).where(eq(jobMetrics.jobId, policy.id));
  expect(points.length).toBeGreaterThan(0);
  expect(policy.checkpointedAt).not.toBeNull();
  const versionId = String(policy.result?.modelVersionId);
  const version = await admin.version.get({ versionId });
  expect(
    existsSync(path.join(installation.dataDirectory, "models", version.directory, "onnx/model.onnx")),
  ).toBe(true);
  expect(version.parity).not.toBeNull();

  const expectedCurrentVersionId = version.parentVersionId;
  await admin.version.deploy({ projectId, versionId, expectedCurrentVersionId });
  const second = await admin.round.create({ projectId, k: 2, sampling });
  const sampled = await untilDone(second.jobId);
  expect(sampled.inputs.policyVersionId).toBe(versionId);

  // nothing is trained on what was altered after it was frozen
  const held = path.join(installation.dataDirectory, datasetPath, "eval.jsonl");
  await chmod(held, 0o644);
  await appendFile(held, "\n");
  const misled = await untilEnded((await admin.run.launchRewardModel({ projectId, datasetId })).jobId);
  expect(misled).toMatchObject({ status: "failed", error: { code: "MALFORMED_FILE" } });
  expect(misled.error?.message).toContain(`${datasetPath}/eval.jsonl`);
}, 300_000);
