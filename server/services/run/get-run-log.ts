import { and, asc, desc, eq, gt } from "drizzle-orm";
import { z } from "zod";
import { jobLogs } from "@/drizzle/schema/jobs";
import { findRun } from "@/server/services/run/find-run";
import type { ServiceContext } from "@/server/services/service-context";

export const runLogInput = z.strictObject({
  jobId: z.uuid(),
  /** Only lines after this one; left out: the last lines. */
  afterSequence: z.int().min(0).optional(),
  limit: z.int().min(1).max(2000).default(500),
});

/** Oldest first. */
export async function getRunLog({
  db,
  actor,
  jobId,
  afterSequence,
  limit,
}: ServiceContext & z.infer<typeof runLogInput>) {
  await findRun(db, actor, jobId);
  const lines = await db
    .select({
      sequence: jobLogs.sequence,
      at: jobLogs.at,
      level: jobLogs.level,
      message: jobLogs.message,
    })
    .from(jobLogs)
    .where(
      and(
        eq(jobLogs.jobId, jobId),
        afterSequence === undefined ? undefined : gt(jobLogs.sequence, afterSequence),
      ),
    )
    .orderBy(afterSequence === undefined ? desc(jobLogs.sequence) : asc(jobLogs.sequence))
    .limit(limit);
  return afterSequence === undefined ? lines.reverse() : lines;
}
