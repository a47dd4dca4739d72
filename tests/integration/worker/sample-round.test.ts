import path from "node:path";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { registerImportedModel } from "@/drizzle/model-versions/register-imported-model";
import { insertPrompts } from "@/drizzle/prompts/insert-prompts";
import { DEATHS_WITHOUT_CHECKPOINT } from "@/drizzle/queue/finish-job";
import { jobs } from "@/drizzle/schema/jobs";
import { responses } from "@/drizzle/schema/responses";
import { roundItems, rounds } from "@/drizzle/schema/rounds";
import { readModelIdentity } from "@/trainer/worker/model-identity";
import { openInstallation, type Caller, type Installation } from "@/tests/integration/support/installation";
import { startProcesses, type RunningProcesses } from "@/tests/integration/support/processes";
import { makeTinyModel } from "@/tests/support/make-tiny-model";

let installation: Installation;
let admin: Caller;
let processes: RunningProcesses;
let projectId: string;

beforeAll(async () => {
  installation = await openInstallation({ maxConnections: 4 });
  admin = installation.callerOf(installation.admin);
  const directory = path.join(installation.dataDirectory, "models/tiny");
  await makeTinyModel({ architecture: "llama", directory, seed: 3, maxPositions: 256 });
  projectId = await installation.addProject();
  await registerImportedModel(installation.db, {
    ...readModelIdentity(directory),
    projectId,
    kind: "policy",
    name: "tiny",
  });
  processes = await startProcesses(installation);
});

afterAll(async () => {
  await processes.stop();
  await installation.close();
});

async function addPrompts(contents: readonly string[]): Promise<string[]> {
  const prompts = contents.map((content) => ({ messages: [{ role: "user" as const, content }] }));
  return (await insertPrompts(installation.db, { projectId, prompts })).ids;
}

async function untilEnded(jobId: string) {
  for (;;) {
    const [job] = await installation.db.select().from(jobs).where(eq(jobs.id, jobId));
    if (job?.finishedAt) return job;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function untilCheckpointed(jobId: string): Promise<void> {
  for (;;) {
    const [job] = await installation.db.select().from(jobs).where(eq(jobs.id, jobId));
    if (job?.finishedAt) throw new Error("the job ended before it could be interrupted");
    if (job?.checkpointedAt) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

it("samples a round across the death of its worker, each prompt once, with everything to draw it again", async () => {
  const promptIds = await addPrompts([
    ...Array.from({ length: 24 }, (_, i) => `Question ${i}?`),
    "x".repeat(2000),
  ]);
  const { roundId, jobId } = await admin.round.create({
    projectId,
    promptIds,
    k: 3,
    sampling: { temperature: 1, topP: 1, maxNewTokens: 24, topK: 0, stop: [], seed: 7 },
  });
  const first = processes.startWorker();
  await untilCheckpointed(jobId);
  first.kill("SIGKILL");
  processes.startWorker();
  const job = await untilEnded(jobId);
  expect(job).toMatchObject({ status: "done", result: { ready: 24, failed: 1 } });
  // what was stored before the death counts as progress: as many further deaths are allowed as at the start
  expect(job.checkpointedAt).not.toBeNull();
  expect(job.maxAttempts).toBe(1 + DEATHS_WITHOUT_CHECKPOINT);

  const items = await installation.db.select().from(roundItems).where(eq(roundItems.roundId, roundId));
  expect(items.filter(({ status }) => status === "ready")).toHaveLength(24);
  // The one that does not fit into the model says why; the others are not held up by it.
  expect(items.find(({ status }) => status === "failed")?.failure).toMatchObject({
    code: "INVALID_INPUT",
    message: expect.stringMatching(/tokens/) as string,
    details: { reason: "promptTooLong" },
  });
  const [round] = await installation.db.select().from(rounds).where(eq(rounds.id, roundId));
  expect(round?.status).toBe("open");

  const rows = await installation.db.select().from(responses);
  expect(rows).toHaveLength(24 * 3);
  expect(new Set(rows.map(({ roundItemId, textHash }) => `${roundItemId} ${textHash}`)).size).toBe(24 * 3);
  for (const row of rows) {
    expect(row.logprobs).toHaveLength(row.tokenIds?.length ?? -1);
    expect(row).toMatchObject({
      source: "sampled",
      finishReason: expect.stringMatching(/stop|length/) as string,
    });
  }
  expect(new Set(rows.map(({ seed }) => seed)).size).toBe(24 * 3);
});

it("keeps one answer where the policy has only one to give", async () => {
  const promptIds = await addPrompts(["Greedy?"]);
  const { roundId, jobId } = await admin.round.create({
    projectId,
    promptIds,
    k: 4,
    sampling: { temperature: 0, topP: 1, maxNewTokens: 16, topK: 0, stop: [], seed: 1 },
  });
  processes.startWorker();
  expect(await untilEnded(jobId)).toMatchObject({ status: "done", result: { responses: 1 } });
  const [item] = await installation.db.select().from(roundItems).where(eq(roundItems.roundId, roundId));
  const rows = await installation.db
    .select()
    .from(responses)
    .where(eq(responses.roundItemId, item?.id ?? ""));
  expect(rows).toHaveLength(1);
});
