import { and, eq, isNull, sql } from "drizzle-orm";
import type { z } from "zod";
import { jobs } from "@/drizzle/schema/jobs";
import { AppError } from "@/lib/errors";
import { recordAudit } from "@/server/services/audit/record-audit";
import { findRun, type runInput } from "@/server/services/run/find-run";
import type { ServiceContext } from "@/server/services/service-context";

/** A queued run ends at once, a running one as soon as its worker has heard. Cancelling twice is the same as once. */
export async function cancelRun({ db, actor, jobId }: ServiceContext & z.infer<typeof runInput>) {
  return db.transaction(async (tx) => {
    const { projectId } = await findRun(tx, actor, jobId);
    const [ended] = await tx
      .update(jobs)
      .set({ status: "cancelled", cancelRequestedAt: sql`now()`, finishedAt: sql`now()` })
      .where(and(eq(jobs.id, jobId), eq(jobs.status, "queued")))
      .returning({ status: jobs.status });
    const [asked] = ended
      ? [ended]
      : await tx
          .update(jobs)
          .set({ cancelRequestedAt: sql`now()` })
          .where(and(eq(jobs.id, jobId), eq(jobs.status, "running"), isNull(jobs.cancelRequestedAt)))
          .returning({ status: jobs.status });
    if (asked) {
      await recordAudit(tx, { actorId: actor.id, projectId, action: "run.cancel", subjectId: jobId });
      return { status: asked.status };
    }
    const job = await findRun(tx, actor, jobId);
    if (job.status === "done" || job.status === "failed") {
      throw new AppError("CONFLICT", `this run is ${job.status}: there is nothing left to cancel`, {
        details: { reason: "nothingToCancel", status: job.status },
      });
    }
    return { status: job.status };
  });
}
