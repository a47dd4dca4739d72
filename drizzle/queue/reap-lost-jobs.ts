import { sql } from "drizzle-orm";
import type { Database } from "@/drizzle/client";
import { evictSilentWorkers, jobIsLocked } from "@/drizzle/queue/job-lock";
import { DEATHS_WITHOUT_CHECKPOINT } from "@/drizzle/queue/finish-job";
import type { JobLane, JobStatus } from "@/lib/contracts/job";

export interface ReapedJob {
  id: string;
  status: JobStatus;
}

/**
 * Gives back what lost its worker: running jobs that nobody holds the lock of (killed), or whose lease lapsed (stopped,
 * cut off). They wait again, or fail if this happened too often without a checkpoint in between. Also ends jobs that
 * were cancelled while they waited.
 */
export async function reapLostJobs(
  session: Database,
  { lane, leaseSeconds }: { lane: JobLane; leaseSeconds: number },
): Promise<ReapedJob[]> {
  await evictSilentWorkers(session, { lane, leaseSeconds });
  const { rows } = await session.execute<{ id: string; status: JobStatus }>(sql`
    with lost as (
      select id, cancel_requested_at is not null as cancelled,
        greatest(max_attempts, case when checkpointed_at >= started_at
          then attempt + ${DEATHS_WITHOUT_CHECKPOINT}::int else 0 end) as attempts_allowed
      from jobs
      where status = 'running' and lane = ${lane}
        and (heartbeat_at < now() - make_interval(secs => ${leaseSeconds}) or not ${jobIsLocked})
      for update skip locked
    ), decided as (
      select lost.*, case when cancelled then 'cancelled' when attempt >= attempts_allowed then 'failed' else 'queued' end
        ::job_status as next_status
      from lost join jobs using (id)
    )
    update jobs set
      status = next_status,
      finished_at = case when next_status = 'queued' then null else now() end,
      max_attempts = attempts_allowed,
      worker = null,
      error = jsonb_build_object('code', 'RUN_LOST', 'message',
        case when next_status = 'failed'
          then 'Its worker died ' || attempt || ' times without a new checkpoint. The log has the last lines.'
          else 'Its worker died or went silent.' end)
    from decided where jobs.id = decided.id
    returning jobs.id, jobs.status`);
  const cancelled = await session.execute<{ id: string; status: JobStatus }>(sql`
    update jobs set status = 'cancelled', finished_at = now()
    where status = 'queued' and lane = ${lane} and cancel_requested_at is not null
    returning id, status`);
  return [...rows, ...cancelled.rows];
}
