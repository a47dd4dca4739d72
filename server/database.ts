import { openDatabase, type Database } from "@/drizzle/client";
import { getEnvironment } from "@/server/env";

// the development server reloads modules; the pool outlives them
const holder = globalThis as typeof globalThis & { plauditDatabase?: Database };

/** The web process's pool. */
export function getDatabase(): Database {
  holder.plauditDatabase ??= openDatabase(getEnvironment().databaseUrl).db;
  return holder.plauditDatabase;
}
