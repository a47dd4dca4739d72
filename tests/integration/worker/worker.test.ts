import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { asc, eq, sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { openDatabase, type DatabaseClient } from "@/drizzle/client";
import { jobLogs, jobMetrics, jobs, type Job } from "@/drizzle/schema/jobs";
import { JOB_LANES, type JobKind } from "@/lib/contracts/job";
import { createTestDatabase, type TestDatabase } from "@/tests/support/postgres";

const ROOT = path.resolve(import.meta.dirname, "../../..");

let database: TestDatabase;
let client: DatabaseClient;
let dataDirectory: string;
const workers: ChildProcess[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  client = openDatabase(database.url, { maxConnections: 4 });
  dataDirectory = mkdtempSync(path.join(os.tmpdir(), "plaudit-worker-"));
});

async function stopWorkers(): Promise<void> {
  for (const worker of workers.splice(0)) worker.kill("SIGKILL");
  await client.db.delete(jobs);
}

afterAll(async () => {
  await stopWorkers();
  await client.close();
  await database.drop();
  rmSync(dataDirectory, { recursive: true, force: true });
});

function startWorker(lane: "train" | "light", leaseSeconds = 5): ChildProcess {
  const worker = spawn(process.execPath, ["--import", "tsx", "tests/support/fixture-worker.ts", lane], {
    cwd: ROOT,
    stdio: ["ignore", "ignore", process.env.PLAUDIT_VERBOSE ? "inherit" : "ignore"],
    env: {
      ...process.env,
      DATABASE_URL: database.url,
      PLAUDIT_DATA_DIR: dataDirectory,
      PLAUDIT_LEASE_SECONDS: String(leaseSeconds),
    },
  });
  workers.push(worker);
  return worker;
}

async function enqueue(kind: JobKind, payload: Record<string, unknown>): Promise<string> {
  const [row] = await client.db
    .insert(jobs)
    .values({ kind, lane: JOB_LANES[kind], payload })
    .returning({ id: jobs.id });
  if (!row) throw new Error("not inserted");
  return row.id;
}

async function read(id: string): Promise<Job> {
  const [row] = await client.db.select().from(jobs).where(eq(jobs.id, id));
  if (!row) throw new Error("no such job");
  return row;
}

async function until(id: string, condition: (job: Job) => boolean, seconds = 90): Promise<Job> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const job = await read(id);
    if (condition(job)) return job;
    if (Date.now() > deadline) throw new Error(`still ${JSON.stringify(job)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const hasEnded = (job: Job) => job.finishedAt !== null;

describe("two workers of each lane", () => {
  beforeAll(() => {
    for (const lane of ["light", "light", "train", "train"] as const) startWorker(lane);
  });
  afterAll(stopWorkers);

  it.concurrent("stores progress, curves and log lines of a job, and its result", async () => {
    const id = await enqueue("sample-round", { behaviour: "report", steps: 3 });
    const job = await until(id, hasEnded);
    expect(job).toMatchObject({
      status: "done",
      attempt: 1,
      result: { steps: 3 },
      error: null,
      worker: null,
    });
    expect(job.progress).toMatchObject({ phase: "train", done: 3, total: 3, unit: "steps" });
    const points = await client.db
      .select()
      .from(jobMetrics)
      .where(eq(jobMetrics.jobId, id))
      .orderBy(asc(jobMetrics.step));
    expect(points.filter(({ name }) => name === "loss").map(({ value }) => value)).toEqual([1, 1 / 2, 1 / 3]);
    expect(points.filter(({ name }) => name === "odd").map(({ value }) => value)).toEqual([NaN, NaN, NaN]);
    const lines = await client.db
      .select()
      .from(jobLogs)
      .where(eq(jobLogs.jobId, id))
      .orderBy(asc(jobLogs.sequence));
    expect(lines.map(({ message }) => message)).toEqual(["step 1", "step 2", "step 3"]);
  });

  it.concurrent("gives each job to one of two workers that race for them", async () => {
    const ids = await Promise.all(
      Array.from({ length: 6 }, () => enqueue("sample-round", { behaviour: "report", steps: 1 })),
    );
    const ended = await Promise.all(ids.map((id) => until(id, hasEnded)));
    expect(ended.map(({ status, attempt }) => [status, attempt])).toEqual(ids.map(() => ["done", 1]));
  });

  it.concurrent("trains one job at a time, whoever else is there", async () => {
    const first = await enqueue("train-policy", { behaviour: "count", steps: 8 });
    const second = await enqueue("train-policy", { behaviour: "count", steps: 2 });
    await until(first, ({ status }) => status === "running");
    expect((await read(second)).status).toBe("queued");
    const [done, later] = [await until(first, hasEnded), await until(second, hasEnded)];
    expect(later.startedAt?.getTime()).toBeGreaterThanOrEqual(done.finishedAt?.getTime() ?? Infinity);
  });

  it.concurrent("cancels a run, which may clean up before it ends", async () => {
    const id = await enqueue("sample-round", { behaviour: "abort" });
    await until(id, ({ progress }) => progress?.phase === "abort");
    await client.db
      .update(jobs)
      .set({ cancelRequestedAt: sql`now()` })
      .where(eq(jobs.id, id));
    const job = await until(id, hasEnded);
    expect(job.status).toBe("cancelled");
    const lines = await client.db.select().from(jobLogs).where(eq(jobLogs.jobId, id));
    expect(lines.map(({ message }) => message)).toContain("cleaned up");
  });

  it.concurrent("cancels a run that sits in a native call, by ending its process", async () => {
    const id = await enqueue("train-policy", { behaviour: "block" });
    await until(id, ({ progress }) => progress?.phase === "block");
    await client.db
      .update(jobs)
      .set({ cancelRequestedAt: sql`now()` })
      .where(eq(jobs.id, id));
    expect((await until(id, hasEnded)).status).toBe("cancelled");
  });

  it.concurrent("stores a stage's error as the job's, and does not try it again", async () => {
    const id = await enqueue("import-model", { behaviour: "fail" });
    expect(await until(id, hasEnded)).toMatchObject({
      status: "failed",
      attempt: 1,
      error: { code: "NOT_ENOUGH_DATA", message: "There are 3 pairs; 20 are needed." },
    });
  });

  it.concurrent("names a payload that does not fit its contract", async () => {
    const id = await enqueue("import-model", { behaviour: "count", learningRat: 1 });
    const job = await until(id, hasEnded);
    expect(job.error?.code).toBe("INVALID_INPUT");
    expect(job.error?.message).toContain("learningRat");
  });

  it.concurrent("gives up after three deaths without a checkpoint, with the last words", async () => {
    const id = await enqueue("import-model", { behaviour: "die" });
    const job = await until(id, hasEnded);
    expect(job).toMatchObject({ status: "failed", attempt: 3, error: { code: "RUN_LOST" } });
    expect(job.error?.message).toContain("SIGABRT");
    expect(job.error?.message).toContain("std::runtime_error");
  });

  it.concurrent("tries again what failed for lack of a service", async () => {
    const id = await enqueue("sample-round", { behaviour: "transient" });
    const job = await until(id, ({ attempt }) => attempt === 2);
    expect(job.finishedAt).toBeNull();
  });
});

describe("a worker of its own", () => {
  afterEach(stopWorkers);

  it("takes a killed worker's run over, from its checkpoint", async () => {
    const id = await enqueue("train-policy", { behaviour: "count", steps: 25 });
    const first = startWorker("train");
    await until(id, ({ progress }) => (progress?.done ?? 0) >= 5);
    startWorker("train");
    first.kill("SIGKILL");
    await until(id, ({ attempt, status }) => attempt === 2 && status === "running");
    const job = await until(id, hasEnded);
    expect(job).toMatchObject({ status: "done", result: { count: 25 }, attempt: 2 });
  });

  it("replaces a worker that stands still, and refuses what that one writes later", async () => {
    const id = await enqueue("train-policy", { behaviour: "count", steps: 60 });
    const first = startWorker("train", 2);
    await until(id, ({ progress }) => (progress?.done ?? 0) >= 2);
    first.kill("SIGSTOP");
    startWorker("train", 2);
    await until(id, ({ attempt }) => attempt === 2);
    first.kill("SIGCONT");
    const job = await until(id, hasEnded);
    expect(job).toMatchObject({ status: "done", attempt: 2 });
  });

  it("keeps the lease of a run that blocks its process for longer than the lease", async () => {
    const id = await enqueue("train-policy", { behaviour: "block" });
    startWorker("train", 1);
    startWorker("train", 1);
    await until(id, ({ progress }) => progress?.phase === "block");
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    expect(await read(id)).toMatchObject({ status: "running", attempt: 1 });
  });

  it("goes on with its run while the database drops its connections, and loses nothing of what it tells", async () => {
    const id = await enqueue("train-policy", { behaviour: "count", steps: 40 });
    startWorker("train");
    for (const step of [5, 15, 25]) {
      await until(id, ({ progress }) => (progress?.done ?? 0) >= step);
      const { rowCount } = await client.db.execute(
        sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'plaudit-worker%'`,
      );
      expect(rowCount).toBeGreaterThan(0);
    }
    expect(await until(id, hasEnded)).toMatchObject({ status: "done", attempt: 1, result: { count: 40 } });
    const lines = await client.db
      .select()
      .from(jobLogs)
      .where(eq(jobLogs.jobId, id))
      .orderBy(asc(jobLogs.sequence));
    expect(lines.map(({ message }) => message)).toEqual(
      Array.from({ length: 40 }, (_, i) => `count ${i + 1}`),
    );
  });

  it("cancels a job that waits", async () => {
    const id = await enqueue("train-policy", { behaviour: "count" });
    await client.db
      .update(jobs)
      .set({ cancelRequestedAt: sql`now()` })
      .where(eq(jobs.id, id));
    startWorker("train");
    expect(await until(id, hasEnded)).toMatchObject({ status: "cancelled", attempt: 0 });
  });

  it("hands its run back when it is asked to stop, without counting that as a death", async () => {
    const id = await enqueue("train-policy", { behaviour: "count", steps: 200 });
    const worker = startWorker("train");
    await until(id, ({ progress }) => (progress?.done ?? 0) >= 2);
    worker.kill("SIGTERM");
    const job = await until(id, ({ status }) => status === "queued");
    expect(job).toMatchObject({ attempt: 1, maxAttempts: 4, worker: null });
  });
});
