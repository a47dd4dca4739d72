import { readFileSync } from "node:fs";
import path from "node:path";
import pg from "pg";
import type { Check } from "@/cli/doctor/finding";
import { ensurePostgres, findEmbeddedPostgres } from "@/scripts/postgres.mjs";
import { ROOT } from "@/scripts/support/paths.mjs";

const OLDEST_VERSION = 14;

/** Looks only: an embedded server that does not run is not started for this. */
export const checkPostgres: Check = async () => {
  const own = process.env.DATABASE_URL;
  if (!own && !findEmbeddedPostgres()) {
    return { status: "ok", detail: "embedded, not running now; npm start starts it" };
  }
  const { url } = await ensurePostgres();
  const where = own ? "DATABASE_URL" : "embedded";
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  try {
    await client.connect();
  } catch (error) {
    return {
      status: "error",
      detail: `${where} does not answer: ${(error as Error).message}`,
      advice:
        "Start that server, correct DATABASE_URL, or leave DATABASE_URL out: npm start then brings its own.",
    };
  }
  try {
    const version =
      (await one<{ server_version: string }>(client, "show server_version"))?.server_version ?? "";
    if (Number.parseInt(version) < OLDEST_VERSION) {
      return {
        status: "error",
        detail: `${where}: ${version}`,
        advice: `Postgres ${OLDEST_VERSION} or later is needed.`,
      };
    }
    if (await isBehindTransactionPooler(client, url)) {
      return {
        status: "error",
        detail: `${where}: ${version}, behind a pooler in transaction mode`,
        advice:
          "The worker's locks and notifications need a direct or session-mode connection: give that address.",
      };
    }
    const missing = await countMissingMigrations(client);
    return missing === 0
      ? { status: "ok", detail: `${where}: ${version}, up to date` }
      : {
          status: "warning",
          detail: `${where}: ${version}, ${missing} migrations missing`,
          advice: "npm start applies them.",
        };
  } finally {
    await client.end();
  }
};

/**
 * Two clients that see one server process share a connection: while the first is idle, a pooler in transaction mode
 * lends its connection to the second one's transaction.
 */
async function isBehindTransactionPooler(first: pg.Client, url: string): Promise<boolean> {
  const mine = (await one<{ pid: number }>(first, "select pg_backend_pid() as pid"))?.pid;
  const second = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  await second.connect();
  try {
    await second.query("begin");
    const theirs = (await one<{ pid: number }>(second, "select pg_backend_pid() as pid"))?.pid;
    await second.query("rollback");
    return mine === theirs;
  } finally {
    await second.end();
  }
}

async function countMissingMigrations(client: pg.Client): Promise<number> {
  const journal = readFileSync(path.join(ROOT, "drizzle/migrations/meta/_journal.json"), "utf8");
  const { length } = (JSON.parse(journal) as { entries: unknown[] }).entries;
  const table = await one<{ there: boolean }>(
    client,
    "select to_regclass('drizzle.__drizzle_migrations') is not null as there",
  );
  if (!table?.there) return length;
  const applied = await one<{ n: number }>(
    client,
    "select count(*)::int as n from drizzle.__drizzle_migrations",
  );
  return Math.max(0, length - (applied?.n ?? 0));
}

async function one<R extends pg.QueryResultRow>(client: pg.Client, sql: string): Promise<R | undefined> {
  return (await client.query<R>(sql)).rows[0];
}
