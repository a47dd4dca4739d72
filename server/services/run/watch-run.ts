import { and, asc, eq, gt, gte } from "drizzle-orm";
import { z } from "zod";
import { jobLogs, jobMetrics, type Job } from "@/drizzle/schema/jobs";
import { watchChanges } from "@/server/live/watch-changes";
import { findRun } from "@/server/services/run/find-run";
import { requireWatcher, type WatchContext } from "@/server/services/run/watch-context";

export const watchRunInput = z.strictObject({
  jobId: z.uuid(),
  /** Id of the last event that arrived; the stream goes on after it. */
  lastEventId: z.string().max(200).nullish(),
});

/** Looked at this often even if no notification comes. */
const POLL_MILLISECONDS = 5_000;
/** A worker writes a lot at once; a page need not be drawn more often than this. */
const PAUSE_MILLISECONDS = 200;
const LOG_LINES = 500;

export interface RunEvent {
  /** Pass it as `lastEventId` to go on after this event. */
  id: string;
  data: {
    run: Pick<
      Job,
      | "id"
      | "status"
      | "attempt"
      | "progress"
      | "error"
      | "result"
      | "cancelRequestedAt"
      | "startedAt"
      | "finishedAt"
    >;
    /** New or replaced points since the event before. */
    metrics: { name: string; step: number; value: number }[];
    logs: { sequence: number; at: Date; level: "info" | "warning" | "error"; message: string }[];
  };
}

/** How far a reader is: in which attempt, at which log line, at which step of the curves. */
interface Cursor {
  attempt: number;
  logSequence: number;
  step: number;
}

/**
 * A run as it happens: first all there is (or all since `lastEventId`), then every change, until it has ended, or
 * until whoever watches may not any more.
 */
export async function* watchRun({
  db,
  reloadActor,
  jobEvents,
  signal,
  jobId,
  lastEventId,
}: WatchContext & z.infer<typeof watchRunInput>): AsyncGenerator<RunEvent> {
  let cursor = parseCursor(lastEventId);
  /** Values of the cursor's step that were sent already: they are read again, since more may be added to it. */
  let sent = new Map<string, number>();
  let shown = "";
  const changes = watchChanges(jobEvents, (id) => id === jobId, signal);
  try {
    while (!signal.aborted) {
      const job = await findRun(db, await requireWatcher(reloadActor), jobId);
      // a new attempt goes back to a checkpoint: its curves are told again
      if (job.attempt !== cursor.attempt) cursor = { ...cursor, attempt: job.attempt, step: -1 };
      const points = await readPoints(db, jobId, cursor.step);
      const metrics = points.filter(({ name, step, value }) => sent.get(`${step} ${name}`) !== value);
      const logs = await readLogs(db, jobId, cursor.logSequence);
      const run = summarise(job);
      const state = JSON.stringify(run);
      if (metrics.length > 0 || logs.length > 0 || state !== shown) {
        const step = Math.max(cursor.step, ...points.map((point) => point.step));
        cursor = { ...cursor, step, logSequence: logs.at(-1)?.sequence ?? cursor.logSequence };
        sent = new Map(
          points
            .filter((point) => point.step === step)
            .map((point) => [`${step} ${point.name}`, point.value]),
        );
        shown = state;
        yield {
          id: `${cursor.attempt}.${cursor.logSequence}.${cursor.step}`,
          data: { run, metrics, logs },
        };
      }
      const hasEnded = job.status === "done" || job.status === "failed" || job.status === "cancelled";
      if (hasEnded && logs.length < LOG_LINES) return;
      if (logs.length === LOG_LINES) continue;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MILLISECONDS));
      await changes.wait(POLL_MILLISECONDS);
    }
  } finally {
    changes.close();
  }
}

function parseCursor(lastEventId: string | null | undefined): Cursor {
  const match = /^(\d+)\.(\d+)\.(-?\d+)$/.exec(lastEventId ?? "");
  if (!match) return { attempt: -1, logSequence: 0, step: -1 };
  return { attempt: Number(match[1]), logSequence: Number(match[2]), step: Number(match[3]) };
}

function summarise(job: Job): RunEvent["data"]["run"] {
  const { id, status, attempt, progress, error, result, cancelRequestedAt, startedAt, finishedAt } = job;
  return { id, status, attempt, progress, error, result, cancelRequestedAt, startedAt, finishedAt };
}

function readPoints(db: WatchContext["db"], jobId: string, fromStep: number) {
  return db
    .select({ name: jobMetrics.name, step: jobMetrics.step, value: jobMetrics.value })
    .from(jobMetrics)
    .where(and(eq(jobMetrics.jobId, jobId), gte(jobMetrics.step, fromStep)))
    .orderBy(asc(jobMetrics.step), asc(jobMetrics.name));
}

function readLogs(db: WatchContext["db"], jobId: string, afterSequence: number) {
  return db
    .select({ sequence: jobLogs.sequence, at: jobLogs.at, level: jobLogs.level, message: jobLogs.message })
    .from(jobLogs)
    .where(and(eq(jobLogs.jobId, jobId), gt(jobLogs.sequence, afterSequence)))
    .orderBy(asc(jobLogs.sequence))
    .limit(LOG_LINES);
}
