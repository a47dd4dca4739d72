import type { Database } from "@/drizzle/client";
import type { StageReporter } from "@/lib/contracts/progress";

export interface InstallationDatabase {
  db: Database;
  close(): Promise<void>;
}

/**
 * This installation's database: DATABASE_URL, or the embedded server. A server that was not running is started for as
 * long as the command takes. The schema is brought up to date first. Which database it is, is said before anything
 * is written: a forgotten DATABASE_URL or PLAUDIT_DATA_DIR must not go unseen.
 */
export async function openInstallation(reporter: Pick<StageReporter, "log">): Promise<InstallationDatabase> {
  const { ensurePostgres, stopPostgres } = await import("@/scripts/postgres.mjs");
  const { url, embedded, directory, started } = await ensurePostgres();
  reporter.log("info", `database: ${embedded ? `the embedded one in ${directory}` : withoutPassword(url)}`);
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

function withoutPassword(address: string): string {
  if (!URL.canParse(address)) return "DATABASE_URL";
  const url = new URL(address);
  url.password = "";
  url.search = "";
  return url.href;
}
