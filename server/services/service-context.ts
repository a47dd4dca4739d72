import type { Database } from "@/drizzle/client";
import type { Actor } from "@/server/auth/actor";

/** What every service takes beside its input. */
export interface ServiceContext {
  db: Database;
  actor: Actor;
}
