import { sql, type SQL } from "drizzle-orm";
import type { DatabaseOrTransaction } from "@/drizzle/client";

/**
 * A worker holds a session lock for each job it runs: it ends with the connection, so a killed worker is noticed at
 * once, without waiting for its lease to lapse. That needs a direct or session-mode connection.
 */
const LOCK_CLASS = 7301;

/** Advisory lock numbers are 31 bits wide. */
export function lockNumber(sequence: number): number {
  return Number(BigInt(sequence) & 0x7fff_ffffn);
}

export async function tryLockJob(session: DatabaseOrTransaction, sequence: number): Promise<boolean> {
  const { rows } = await session.execute<{ locked: boolean }>(
    sql`select pg_try_advisory_lock(${LOCK_CLASS}, ${lockNumber(sequence)}) as locked`,
  );
  return rows[0]?.locked === true;
}

export async function unlockJob(session: DatabaseOrTransaction, sequence: number): Promise<void> {
  await session.execute(sql`select pg_advisory_unlock(${LOCK_CLASS}, ${lockNumber(sequence)})`);
}

/** True where somebody holds the lock of the row `jobs`. */
export const jobIsLocked: SQL = sql`exists (
  select from pg_locks
  where locktype = 'advisory' and granted and objsubid = 2
    and classid = ${sql.raw(String(LOCK_CLASS))} and objid = (jobs.sequence & 2147483647)::oid
    and database = (select oid from pg_database where datname = current_database()))`;

/** Ends the connections that hold locks of jobs in `lane` whose lease has lapsed: a stopped or unreachable worker. */
export async function evictSilentWorkers(
  session: DatabaseOrTransaction,
  { lane, leaseSeconds }: { lane: string; leaseSeconds: number },
): Promise<void> {
  await session.execute(sql`
    select pg_terminate_backend(held.pid)
    from pg_locks held
    join jobs on held.objid = (jobs.sequence & 2147483647)::oid
    where held.locktype = 'advisory' and held.objsubid = 2 and held.classid = ${sql.raw(String(LOCK_CLASS))}
      and held.database = (select oid from pg_database where datname = current_database())
      and held.pid <> pg_backend_pid()
      and jobs.lane = ${lane} and jobs.status = 'running'
      and jobs.heartbeat_at < now() - make_interval(secs => ${leaseSeconds})`);
}
