import { desc, eq } from "drizzle-orm";
import { z } from "zod";
import { jobs } from "@/drizzle/schema/jobs";
import { watchChanges } from "@/server/live/watch-changes";
import { requireProjectAdmin } from "@/server/services/access";
import { requireWatcher, type WatchContext } from "@/server/services/run/watch-context";

export const watchProjectRunsInput = z.strictObject({ projectId: z.uuid() });

const POLL_MILLISECONDS = 5_000;
const PAUSE_MILLISECONDS = 500;
const RUNS_WATCHED = 50;

/** Tells which of a project's latest runs changed, with their state: first all of them, then the changed ones. */
export async function* watchProjectRuns({
  db,
  reloadActor,
  jobEvents,
  signal,
  projectId,
}: WatchContext & z.infer<typeof watchProjectRunsInput>) {
  const changes = watchChanges(jobEvents, () => true, signal);
  let known = new Map<string, string>();
  try {
    while (!signal.aborted) {
      await requireProjectAdmin(db, await requireWatcher(reloadActor), projectId);
      const runs = await db
        .select({
          id: jobs.id,
          kind: jobs.kind,
          status: jobs.status,
          progress: jobs.progress,
          error: jobs.error,
          attempt: jobs.attempt,
          cancelRequestedAt: jobs.cancelRequestedAt,
        })
        .from(jobs)
        .where(eq(jobs.projectId, projectId))
        .orderBy(desc(jobs.sequence))
        .limit(RUNS_WATCHED);
      const states = new Map(runs.map((run) => [run.id, JSON.stringify(run)]));
      const changed = runs.filter((run) => known.get(run.id) !== states.get(run.id));
      known = states;
      if (changed.length > 0) yield { runs: changed };
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MILLISECONDS));
      await changes.wait(POLL_MILLISECONDS);
    }
  } finally {
    changes.close();
  }
}
