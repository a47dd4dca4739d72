import { sql } from "drizzle-orm";
import type { Database } from "@/drizzle/client";
import { isCurrent, type Attempt } from "@/drizzle/queue/attempt";
import { jobLogs, jobMetrics, jobs } from "@/drizzle/schema/jobs";
import { chunksOf } from "@/lib/chunks-of";
import type { JobProgress } from "@/lib/contracts/job";

export interface JobOutput {
  progress?: JobProgress;
  metrics?: readonly { step: number; name: string; value: number }[];
  logs?: readonly { at: Date; level: "info" | "warning" | "error"; message: string }[];
  /** A checkpoint was written: the run would go on from here. */
  checkpointed?: boolean;
}

/** lost: another attempt runs the job, or it has ended; cancel: somebody asked to stop it. */
export type LeaseState = "held" | "cancel" | "lost";

/** Rows of one insert; more would pass Postgres's limit of parameters. */
const BATCH = 2_000;

/** Heartbeat, and with it whatever there is to store. All or nothing, and nothing if the attempt is not current. */
export async function writeJobOutput(
  session: Database,
  attempt: Attempt,
  { progress, metrics = [], logs = [], checkpointed = false }: JobOutput = {},
): Promise<LeaseState> {
  return session.transaction(async (tx) => {
    const [row] = await tx
      .update(jobs)
      .set({
        heartbeatAt: sql`now()`,
        ...(progress && { progress }),
        ...(checkpointed && { checkpointedAt: sql`now()` }),
      })
      .where(isCurrent(attempt))
      .returning({ cancelRequestedAt: jobs.cancelRequestedAt });
    if (!row) return "lost";
    const points = [...new Map(metrics.map((point) => [`${point.step} ${point.name}`, point])).values()];
    for (const some of chunksOf(points, BATCH)) {
      await tx
        .insert(jobMetrics)
        .values(some.map((point) => ({ jobId: attempt.jobId, ...point })))
        .onConflictDoUpdate({
          target: [jobMetrics.jobId, jobMetrics.name, jobMetrics.step],
          set: { value: sql`excluded.value` },
        });
    }
    for (const some of chunksOf(logs, BATCH)) {
      await tx.insert(jobLogs).values(some.map((line) => ({ jobId: attempt.jobId, ...line })));
    }
    return row.cancelRequestedAt === null ? "held" : "cancel";
  });
}
