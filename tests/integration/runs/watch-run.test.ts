import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { jobLogs, jobMetrics, jobs } from "@/drizzle/schema/jobs";
import { users } from "@/drizzle/schema/users";
import { PostgresJobEvents } from "@/server/live/job-events";
import { watchProjectRuns } from "@/server/services/run/watch-project-runs";
import { watchRun, type RunEvent } from "@/server/services/run/watch-run";
import { openInstallation, type Caller, type Installation } from "@/tests/integration/support/installation";

let installation: Installation;
let admin: Caller;
let projectId: string;
beforeAll(async () => {
  installation = await openInstallation();
  admin = installation.callerOf(installation.admin);
  projectId = await installation.addProject();
});
afterAll(() => installation.close());

async function launch(): Promise<string> {
  return (await admin.run.launchImport({ projectId, source: "wheel:none" })).jobId;
}

function watch(
  jobId: string,
  signal: AbortSignal,
  lastEventId?: string,
  reloadActor = installation.contextOf(installation.admin).reloadActor,
) {
  return watchRun({
    db: installation.db,
    reloadActor,
    jobEvents: new PostgresJobEvents(installation.databaseUrl),
    signal,
    jobId,
    lastEventId,
  });
}

async function nextEvent(events: AsyncGenerator<RunEvent>): Promise<RunEvent> {
  const { value, done } = await events.next();
  if (done) throw new Error("the stream has ended");
  return value as RunEvent;
}

describe("a run as it happens", () => {
  it("tells of a change in well under the polling interval, and goes on after the last event", async () => {
    const jobId = await launch();
    const { db } = installation;
    const controller = new AbortController();
    const events = watch(jobId, controller.signal);
    expect((await nextEvent(events)).data.run.status).toBe("queued");

    let pending = nextEvent(events);
    // the stream listens by now; a change after it must not wait for the poll of 5 s
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const start = performance.now();
    await db.update(jobs).set({ status: "running", attempt: 1 }).where(eq(jobs.id, jobId));
    const running = await pending;
    expect(performance.now() - start).toBeLessThan(3_000);
    expect(running.data.run).toMatchObject({ status: "running", attempt: 1 });

    pending = nextEvent(events);
    await db.insert(jobMetrics).values([
      { jobId, name: "loss", step: 1, value: 0.5 },
      { jobId, name: "loss", step: 2, value: 0.25 },
    ]);
    const measured = await pending;
    expect(measured.data.metrics.map((point) => point.value)).toEqual([0.5, 0.25]);

    pending = nextEvent(events);
    await db.insert(jobLogs).values({ jobId, level: "info", message: "hello" });
    const logged = await pending;
    expect(logged.data.logs).toMatchObject([{ message: "hello", level: "info" }]);
    // nothing is told twice
    expect(logged.data.metrics).toEqual([]);
    controller.abort();
    await events.return(undefined);

    // the page was away while a step was replaced, another added and the run ended
    await db
      .insert(jobMetrics)
      .values([
        { jobId, name: "loss", step: 2, value: 0.2 },
        { jobId, name: "loss", step: 3, value: 0.1 },
      ])
      .onConflictDoUpdate({
        target: [jobMetrics.jobId, jobMetrics.name, jobMetrics.step],
        set: { value: sql`excluded.value` },
      });
    await db
      .update(jobs)
      .set({ status: "done", finishedAt: sql`now()` })
      .where(eq(jobs.id, jobId));
    const after: RunEvent[] = [];
    for await (const event of watch(jobId, new AbortController().signal, measured.id)) after.push(event);
    expect(after).toHaveLength(1);
    expect(after[0]?.data.run.status).toBe("done");
    expect(after[0]?.data.logs.map((line) => line.message)).toEqual(["hello"]);
    expect(after[0]?.data.metrics.map((point) => [point.step, point.value])).toEqual([
      [2, 0.2],
      [3, 0.1],
    ]);
  });

  it("tells an attempt's curves again when it goes back to a checkpoint", async () => {
    const jobId = await launch();
    const { db } = installation;
    await db.update(jobs).set({ status: "running", attempt: 1 }).where(eq(jobs.id, jobId));
    await db
      .insert(jobMetrics)
      .values([1, 2, 3].map((step) => ({ jobId, name: "loss", step, value: 1 / step })));
    const controller = new AbortController();
    const events = watch(jobId, controller.signal);
    const first = await nextEvent(events);
    expect(first.data.metrics).toHaveLength(3);
    const pending = nextEvent(events);
    await db.update(jobs).set({ attempt: 2 }).where(eq(jobs.id, jobId));
    await db.update(jobMetrics).set({ value: 9 }).where(eq(jobMetrics.step, 2));
    const again = await pending;
    expect(again.data.run.attempt).toBe(2);
    controller.abort();
    await events.return(undefined);
    const curves = await admin.run.metrics({ jobId });
    expect(curves).toMatchObject([
      { name: "loss", points: [{ step: 1 }, { step: 2, value: 9 }, { step: 3 }] },
    ]);
  });
});

describe("a stream", () => {
  it("ends for whoever may not watch any more", async () => {
    const jobId = await launch();
    const { db } = installation;
    for (const code of ["FORBIDDEN", "UNAUTHENTICATED"]) {
      const watcher = { ...(await installation.addAnnotator()), role: "admin" as const };
      await db.update(users).set({ role: "admin" }).where(eq(users.id, watcher.id));
      const { reloadActor } = installation.contextOf(watcher);
      let signedOut = false;
      const reload = () => (signedOut ? Promise.resolve(null) : reloadActor());
      const { signal } = new AbortController();
      const run = watch(jobId, signal, undefined, reload);
      const project = watchProjectRuns({
        db,
        reloadActor: reload,
        jobEvents: new PostgresJobEvents(installation.databaseUrl),
        signal,
        projectId,
      });
      await Promise.all([run.next(), project.next()]);
      if (code === "UNAUTHENTICATED") signedOut = true;
      else await db.update(users).set({ role: "annotator" }).where(eq(users.id, watcher.id));
      const ends = await Promise.allSettled([run.next(), project.next()]);
      expect(ends).toMatchObject([{ reason: { code } }, { reason: { code } }]);
    }
  }, 30_000);
});

describe("cancel and retry", () => {
  it("ends a queued run at once, asks a running one, and tries an ended one again under a new attempt", async () => {
    const { db } = installation;
    const queued = await launch();
    expect(await admin.run.cancel({ jobId: queued })).toEqual({ status: "cancelled" });
    expect(await admin.run.cancel({ jobId: queued })).toEqual({ status: "cancelled" });

    const running = await launch();
    await db.update(jobs).set({ status: "running", attempt: 2 }).where(eq(jobs.id, running));
    expect(await admin.run.cancel({ jobId: running })).toEqual({ status: "running" });
    expect((await admin.run.get({ jobId: running })).cancelRequestedAt).not.toBeNull();
    await expect(admin.run.retry({ jobId: running })).rejects.toMatchObject({ cause: { code: "CONFLICT" } });

    await db
      .update(jobs)
      .set({ status: "failed", finishedAt: sql`now()`, error: { code: "OUT_OF_MEMORY", message: "killed" } })
      .where(eq(jobs.id, running));
    expect(await admin.run.retry({ jobId: running })).toEqual({ status: "queued" });
    const again = await admin.run.get({ jobId: running });
    expect(again).toMatchObject({
      status: "queued",
      attempt: 2,
      maxAttempts: 5,
      error: null,
      cancelRequestedAt: null,
    });
    await db
      .update(jobs)
      .set({ status: "done", finishedAt: sql`now()` })
      .where(eq(jobs.id, running));
    await expect(admin.run.cancel({ jobId: running })).rejects.toMatchObject({ cause: { code: "CONFLICT" } });
  });
});
