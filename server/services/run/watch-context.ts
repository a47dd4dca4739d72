import type { Database } from "@/drizzle/client";
import { AppError } from "@/lib/errors";
import type { Actor } from "@/server/auth/actor";
import type { JobEvents } from "@/server/live/job-events";

/** What a stream takes beside its input. */
export interface WatchContext {
  db: Database;
  /** Asked at every look: who began to watch may be signed out, disabled or no admin by now. */
  reloadActor: () => Promise<Actor | null>;
  jobEvents: JobEvents;
  signal: AbortSignal;
}

export async function requireWatcher(reloadActor: WatchContext["reloadActor"]): Promise<Actor> {
  const actor = await reloadActor();
  if (!actor) throw new AppError("UNAUTHENTICATED", "your session has ended: sign in again");
  return actor;
}
