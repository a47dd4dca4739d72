import type { Database } from "@/drizzle/client";

export interface InstallationDatabase {
  db: Database;
  close(): Promise<void>;
}

/**
 * This installation's database: DATABASE_URL, or the embedded server. A server that was not running is started for as
 * long as the command takes. The schema is brought up to date first.
 */
export async function openInstallation(): Promise<InstallationDatabase> {
  const { ensurePostgres, stopPostgres } = await import("@/scripts/postgres.mjs");
  const { url, started } = await ensurePostgres();
  const { migrateDatabase } = await import("@/drizzle/migrate");
  await migrateDatabase(url);
  const { openDatabase } = await import("@/drizzle/client");
  const client = openDatabase(url, { maxConnections: 4 });
  return {
    db: client.db,
    async close() {
      await client.close();
      if (started) stopPostgres();
    },
  };
}
