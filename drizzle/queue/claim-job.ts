import { and, asc, eq, isNull, lte, sql } from "drizzle-orm";
import type { Database } from "@/drizzle/client";
import { tryLockJob, unlockJob } from "@/drizzle/queue/job-lock";
import { jobs, type Job } from "@/drizzle/schema/jobs";
import type { JobLane } from "@/lib/contracts/job";

export interface ClaimJobOptions {
  lane: JobLane;
  /** Who claims, for people who look at the row. */
  worker: string;
}

/**
 * Takes the oldest job that waits in a lane: its row becomes running under a new attempt number, and the session holds
 * its lock. `session` must be one connection that nobody else uses meanwhile.
 */
export async function claimJob(
  session: Database,
  { lane, worker }: ClaimJobOptions,
): Promise<Job | undefined> {
  let locked: number | undefined;
  try {
    return await session.transaction(async (tx) => {
      const [waiting] = await tx
        .select({ id: jobs.id, sequence: jobs.sequence })
        .from(jobs)
        .where(
          and(
            eq(jobs.status, "queued"),
            eq(jobs.lane, lane),
            lte(jobs.runAt, sql`now()`),
            isNull(jobs.cancelRequestedAt),
          ),
        )
        .orderBy(asc(jobs.sequence))
        .limit(1)
        .for("update", { skipLocked: true });
      if (!waiting || !(await tryLockJob(tx, waiting.sequence))) return undefined;
      locked = waiting.sequence;
      const [claimed] = await tx
        .update(jobs)
        .set({
          status: "running",
          attempt: sql`${jobs.attempt} + 1`,
          worker,
          heartbeatAt: sql`now()`,
          startedAt: sql`now()`,
          progress: null,
          error: null,
        })
        .where(eq(jobs.id, waiting.id))
        .returning();
      return claimed;
    });
  } catch (error) {
    // Session locks survive a rollback.
    if (locked !== undefined) await unlockJob(session, locked);
    if (isUniqueViolation(error)) return undefined; // somebody else trains; the lane takes one at a time
    throw error;
  }
}

function isUniqueViolation(error: unknown): boolean {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  return (cause as { code?: unknown } | null)?.code === "23505";
}
