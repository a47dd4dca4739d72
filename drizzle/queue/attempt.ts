import { and, eq, type SQL } from "drizzle-orm";
import type { Database, Transaction } from "@/drizzle/client";
import { jobs } from "@/drizzle/schema/jobs";
import { AppError } from "@/lib/errors";

/** One try at a job. A worker that lost its lease keeps an older number, and none of its writes goes through. */
export interface Attempt {
  jobId: string;
  attempt: number;
}

/** The row, as long as this attempt is the one that runs it. */
export function isCurrent({ jobId, attempt }: Attempt): SQL | undefined {
  return and(eq(jobs.id, jobId), eq(jobs.attempt, attempt), eq(jobs.status, "running"));
}

/**
 * A job's own writes (responses, a model version): committed only while the attempt is the current one. The row stays
 * locked until then, so nobody takes the job over in between.
 */
export async function writeAsAttempt<R>(
  db: Database,
  attempt: Attempt,
  write: (tx: Transaction) => Promise<R>,
): Promise<R> {
  return db.transaction(async (tx) => {
    const [row] = await tx.select({ id: jobs.id }).from(jobs).where(isCurrent(attempt)).for("update");
    if (!row) throw new AppError("RUN_LOST", "Another worker has taken this run over.");
    return write(tx);
  });
}
