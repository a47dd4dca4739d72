import { and, eq, inArray, sql } from "drizzle-orm";
import type { z } from "zod";
import { jobs } from "@/drizzle/schema/jobs";
import { AppError } from "@/lib/errors";
import { recordAudit } from "@/server/services/audit/record-audit";
import { findRun, type runInput } from "@/server/services/run/find-run";
import type { ServiceContext } from "@/server/services/service-context";

const FURTHER_ATTEMPTS = 3;

/** Queues a failed or cancelled run again; it goes on from its last checkpoint. */
export async function retryRun({ db, actor, jobId }: ServiceContext & z.infer<typeof runInput>) {
  return db.transaction(async (tx) => {
    const { projectId, status } = await findRun(tx, actor, jobId);
    const [queued] = await tx
      .update(jobs)
      .set({
        status: "queued",
        // attempts go on counting: writes are fenced by their number
        maxAttempts: sql`${jobs.attempt} + ${FURTHER_ATTEMPTS}::int`,
        runAt: sql`now()`,
        error: null,
        cancelRequestedAt: null,
        finishedAt: null,
      })
      .where(and(eq(jobs.id, jobId), inArray(jobs.status, ["failed", "cancelled"])))
      .returning({ status: jobs.status });
    if (!queued) {
      throw new AppError(
        "CONFLICT",
        `this run is ${status}: only a failed or cancelled one can be tried again`,
        {
          details: { reason: "notRetryable", status },
        },
      );
    }
    await recordAudit(tx, { actorId: actor.id, projectId, action: "run.retry", subjectId: jobId });
    return queued;
  });
}
