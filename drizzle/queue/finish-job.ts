import { sql } from "drizzle-orm";
import type { Database } from "@/drizzle/client";
import { isCurrent, type Attempt } from "@/drizzle/queue/attempt";
import { jobs, type JobError } from "@/drizzle/schema/jobs";
import type { JobStatus } from "@/lib/contracts/job";

/** A run whose process dies this often without getting to a new checkpoint is given up. */
export const DEATHS_WITHOUT_CHECKPOINT = 3;

/** Seconds before the second, third, … attempt; the last one for all further. */
const RETRY_DELAYS = [1, 5, 20, 60];

export type JobOutcome =
  | { kind: "done"; result: Record<string, unknown> }
  /** Trying again would end the same way. */
  | { kind: "failed"; error: JobError }
  | { kind: "cancelled" }
  /** The process died, or what it needs was not there: tried again, unless that happened too often. */
  | { kind: "died"; error: JobError }
  /** The worker stops: not the job's fault, and not counted. */
  | { kind: "released" };

/** @returns what became of the job; undefined if this attempt was not the current one any more */
export async function finishJob(
  session: Database,
  attempt: Attempt,
  outcome: JobOutcome,
): Promise<JobStatus | undefined> {
  const [row] = await session.update(jobs).set(changes(outcome)).where(isCurrent(attempt)).returning({
    status: jobs.status,
  });
  return row?.status;
}

function changes(outcome: JobOutcome) {
  const ended = { worker: null, finishedAt: sql`now()` };
  switch (outcome.kind) {
    case "done":
      return { ...ended, status: "done" as const, result: outcome.result, error: null };
    case "failed":
      return { ...ended, status: "failed" as const, error: outcome.error };
    case "cancelled":
      return { ...ended, status: "cancelled" as const };
    case "released":
      return { worker: null, status: "queued" as const, maxAttempts: sql`${jobs.maxAttempts} + 1` };
    case "died": {
      const allowed = sql`greatest(${jobs.maxAttempts}, case when ${jobs.checkpointedAt} >= ${jobs.startedAt}
        then ${jobs.attempt} + ${DEATHS_WITHOUT_CHECKPOINT}::int else 0 end)`;
      const givenUp = sql`${jobs.attempt} >= ${allowed}`;
      const delays = sql.raw(`array[${RETRY_DELAYS.join(",")}]`);
      return {
        worker: null,
        maxAttempts: allowed,
        error: outcome.error,
        status: sql`(case when ${givenUp} then 'failed' else 'queued' end)::job_status`,
        finishedAt: sql`case when ${givenUp} then now() end`,
        runAt: sql`now() + make_interval(secs => (${delays})[least(${jobs.attempt}, ${RETRY_DELAYS.length}::int)])`,
      };
    }
  }
}
