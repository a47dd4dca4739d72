import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { postgresProgram } from "./binaries.mjs";
import { giveToServerUser, runAsServerUser } from "./server-user.mjs";

/** Role and database of an embedded server. */
export const ROLE = "plaudit";

/**
 * Makes a cluster in `directory` unless there is one. Callers may race: each fills a directory of its own and the first
 * rename wins.
 */
export function initCluster(directory, password) {
  if (fs.existsSync(path.join(directory, "PG_VERSION"))) return;
  const fresh = `${directory}.${process.pid}.new`;
  const passwordFile = `${fresh}.password`;
  let failure = "";
  try {
    fs.writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
    giveToServerUser(passwordFile);
    // The builtin provider still reads LC_CTYPE in pg_trgm: without a UTF-8 locale Chinese has no trigrams.
    for (const ctype of ["C.UTF-8", "en_US.UTF-8", "C"]) {
      fs.rmSync(fresh, { recursive: true, force: true });
      fs.mkdirSync(fresh, { mode: 0o700 });
      giveToServerUser(fresh);
      const made = runAsServerUser(postgresProgram("initdb"), [
        ...["-D", fresh, "-U", ROLE, "-A", "scram-sha-256", `--pwfile=${passwordFile}`, "-E", "UTF8"],
        ...["--locale-provider=builtin", "--builtin-locale=C.UTF-8"],
        ...["--lc-collate=C", `--lc-ctype=${ctype}`, "--lc-messages=C"],
      ]);
      if (made.status === 0) {
        renameUnlessThere(fresh, directory);
        return;
      }
      failure = made.error?.message ?? made.stderr;
    }
  } finally {
    fs.rmSync(passwordFile, { force: true });
    fs.rmSync(fresh, { recursive: true, force: true });
  }
  throw new Error(`Postgres could not make its cluster in ${directory}: ${failure.trim()}`);
}

function renameUnlessThere(fresh, directory) {
  try {
    fs.renameSync(fresh, directory);
  } catch (error) {
    if (!fs.existsSync(path.join(directory, "PG_VERSION"))) throw error;
  }
}

/**
 * Starts the cluster's server, or finds it running, and waits until it takes connections. The server leaves the
 * caller's process group: it outlives a killed caller and the next one finds it.
 *
 * @param {string} directory
 * @param {{logFile: string, preferredPort?: number, settings?: Record<string, string>}} options
 * @returns {Promise<{port: number, started: boolean}>}
 */
export async function startCluster(directory, { logFile, preferredPort, settings = {} }) {
  const found = await waitUntilReady(directory);
  if (found) return { port: found.port, started: false };
  await clearZombie(directory);
  if (!fs.existsSync(logFile)) fs.writeFileSync(logFile, "", { mode: 0o600 });
  giveToServerUser(logFile);

  let failure = "";
  for (let attempt = 0; attempt < 5; attempt++) {
    const port =
      attempt === 0 && preferredPort && (await isFree(preferredPort)) ? preferredPort : await freePort();
    const options = {
      port: String(port),
      listen_addresses: "127.0.0.1",
      unix_socket_directories: "",
      max_connections: "100",
      ...settings,
    };
    const flags = Object.entries(options).map(([name, value]) => `-c ${name}=${value === "" ? "''" : value}`);
    const args = ["start", "-w", "-t", "120", "-D", directory, "-l", logFile, "-o", flags.join(" ")];
    const started = runAsServerUser(postgresProgram("pg_ctl"), args);
    const server = await waitUntilReady(directory); // also when another process won the race
    if (server) return { port: server.port, started: started.status === 0 };
    failure = `${started.stdout}${started.stderr}`;
  }
  throw new Error(`Postgres did not start: ${failure.trim()}\n${tail(logFile)}`);
}

export function stopCluster(directory, mode = "fast") {
  if (!runningServer(directory)) return;
  runAsServerUser(postgresProgram("pg_ctl"), ["stop", "-D", directory, "-m", mode, "-w", "-t", "60"]);
}

/** @returns {{pid: number, port: number, ready: boolean} | null} */
export function runningServer(directory) {
  let lines;
  try {
    // postmaster.pid: 1 process id, 4 port, 8 state
    lines = fs.readFileSync(path.join(directory, "postmaster.pid"), "utf8").split("\n");
  } catch (error) {
    if (error.code === "EACCES") {
      throw new Error(
        `The database in ${directory} belongs to another user: run as that user, or set PLAUDIT_DATA_DIR.`,
        { cause: error },
      );
    }
    return null;
  }
  const pid = Number(lines[0]);
  if (!isAlive(pid) || !isPostgres(pid)) return null;
  return { pid, port: Number(lines[3]), ready: lines[7]?.trim() === "ready" };
}

/** The running server once it takes connections; null if none runs. Replaying its log after a crash can take a while. */
async function waitUntilReady(directory, seconds = 120) {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const server = runningServer(directory);
    if (!server || server.ready) return server;
    if (Date.now() > deadline)
      throw new Error(`Postgres (process ${server.pid}) is not ready after ${seconds} s.`);
    await sleep(50);
  }
}

function isAlive(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error.code === "EPERM";
  }
  return processState(pid) !== "Z";
}

/** After a reboot the number in postmaster.pid may be somebody else's. */
function isPostgres(pid) {
  if (os.platform() !== "linux") return true;
  try {
    return fs.readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("postgres");
  } catch {
    return false;
  }
}

/** The letter of proc(5), "" where there is no /proc. */
function processState(pid) {
  try {
    return /\) (\S)/.exec(fs.readFileSync(`/proc/${pid}/stat`, "utf8"))?.[1] ?? "";
  } catch {
    return "";
  }
}

/**
 * A killed server whose parent (process 1 of a container) reaps late or never stays a zombie, and Postgres takes its
 * lock file for a living one's. With no process left in the cluster's directory the file can go.
 */
async function clearZombie(directory) {
  const file = path.join(directory, "postmaster.pid");
  if (!fs.existsSync(file)) return;
  const pid = Number(fs.readFileSync(file, "utf8").split("\n")[0]);
  for (let i = 0; i < 30 && processState(pid) === "Z"; i++) await sleep(100);
  if (processState(pid) !== "Z") return;
  const place = fs.realpathSync(directory);
  const works = (entry) => {
    try {
      return fs.readlinkSync(`/proc/${entry}/cwd`) === place;
    } catch {
      return false;
    }
  };
  if (!fs.readdirSync("/proc").some((entry) => /^\d+$/.test(entry) && works(entry))) fs.unlinkSync(file);
}

function isFree(port) {
  return new Promise((resolve) => {
    const probe = net.createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

function tail(file, characters = 1500) {
  try {
    return fs.readFileSync(file, "utf8").slice(-characters);
  } catch {
    return "";
  }
}
