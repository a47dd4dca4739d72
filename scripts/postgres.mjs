// A real Postgres without installing one: `node scripts/postgres.mjs start|stop|url`. Any process may call
// ensurePostgres, root included; the first one starts the server and the others find it.
import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { SYSTEM_DIRECTORY } from "./postgres/binaries.mjs";
import { initCluster, ROLE, runningServer, startCluster, stopCluster } from "./postgres/cluster.mjs";
import { serverUserCanEnter } from "./postgres/server-user.mjs";
import { dataDirectory, ensureDataDirectory } from "./support/paths.mjs";
import { ensureSecret } from "./support/secrets.mjs";

/**
 * Address of this installation's database: DATABASE_URL, or the embedded server, started if it does not run.
 *
 * @param {{dataDirectory?: string}} [options]
 */
export async function ensurePostgres({ dataDirectory: data = dataDirectory() } = {}) {
  if (process.env.DATABASE_URL) return { url: process.env.DATABASE_URL, embedded: false, started: false };
  ensureDataDirectory(data);
  const password = ensureSecret(data, "postgres.secret");
  const directory = clusterDirectory(data);
  const logFile = path.join(path.dirname(directory), "postgres.log");
  const portFile = path.join(data, "postgres.port");
  initCluster(directory, password);
  const { port, started } = await startCluster(directory, { logFile, preferredPort: readPort(portFile) });
  // The same port next time, so that children which outlive a restart of the server find it again.
  if (readPort(portFile) !== port) fs.writeFileSync(portFile, String(port), { mode: 0o600 });
  await ensureDatabase(clusterUrl(port, password, "postgres"), ROLE);
  return { url: clusterUrl(port, password, ROLE), embedded: true, started, directory };
}

/**
 * Stops the embedded server; waits for its last checkpoint, unless `mode` is `immediate`: then the next start replays
 * what was written since the one before.
 *
 * @param {{dataDirectory?: string, mode?: "fast" | "immediate"}} [options]
 */
export function stopPostgres({ dataDirectory: data = dataDirectory(), mode = "fast" } = {}) {
  stopCluster(clusterDirectory(data), mode);
}

/** @returns {{pid: number, port: number, ready: boolean} | null} */
export function findEmbeddedPostgres({ dataDirectory: data = dataDirectory() } = {}) {
  return runningServer(clusterDirectory(data));
}

export function clusterUrl(port, password, database) {
  return `postgres://${ROLE}:${password}@127.0.0.1:${port}/${database}`;
}

/** In the data directory, or outside of a clone that only root may enter. */
function clusterDirectory(data) {
  if (!fs.existsSync(data) || serverUserCanEnter(data)) return path.join(data, "pg");
  const key = crypto.createHash("sha256").update(data).digest("hex").slice(0, 12);
  const outside = path.join(SYSTEM_DIRECTORY, `data-${key}`);
  fs.mkdirSync(outside, { recursive: true, mode: 0o711 });
  return path.join(outside, "pg");
}

function readPort(file) {
  try {
    return Number(fs.readFileSync(file, "utf8")) || undefined;
  } catch {
    return undefined;
  }
}

export async function ensureDatabase(maintenanceUrl, name) {
  const { default: pg } = await import("pg");
  const client = new pg.Client({ connectionString: maintenanceUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query("select from pg_database where datname = $1", [name]);
    if (rowCount === 0) await client.query(`create database "${name}"`);
  } catch (error) {
    // another process was quicker: duplicate_database, or the unique index behind it
    if (error.code !== "42P04" && error.code !== "23505") throw error;
  } finally {
    await client.end();
  }
}

if (process.argv[1] && fs.realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const command = process.argv[2] ?? "start";
  if (command === "stop") stopPostgres();
  else if (command === "start" || command === "url") console.log((await ensurePostgres()).url);
  else {
    console.error("usage: node scripts/postgres.mjs start|stop|url");
    process.exitCode = 2;
  }
}
