// One holder at a time, also across containers that share the directory and after a kill -9 of the holder.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import crypto from "node:crypto";

const HEARTBEAT_SECONDS = 5;
const STALE_SECONDS = 30;

/**
 * Runs `work` while holding the lock file. A holder that died is noticed at once on the same machine, and after
 * 30 seconds without a heartbeat anywhere else.
 *
 * @template T
 * @param {string} file
 * @param {() => Promise<T>} work
 * @param {{onWait?: () => void}} [options]
 * @returns {Promise<T>}
 */
export async function withLock(file, work, { onWait } = {}) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const mine = JSON.stringify({ pid: process.pid, host: os.hostname(), token: crypto.randomUUID() });
  let waited = false;
  while (!acquire(file, mine)) {
    if (removeIfDead(file)) continue;
    if (!waited) onWait?.();
    waited = true;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const heartbeat = setInterval(() => touch(file), HEARTBEAT_SECONDS * 1000);
  heartbeat.unref();
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    if (readText(file) === mine) fs.rmSync(file, { force: true });
  }
}

function acquire(file, mine) {
  // Written aside and linked, so that nobody ever reads a lock file without its holder's name.
  const own = `${file}.${process.pid}.${crypto.randomBytes(4).toString("hex")}`;
  fs.writeFileSync(own, mine);
  try {
    fs.linkSync(own, file);
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
    return false;
  } finally {
    fs.rmSync(own, { force: true });
  }
}

/** True if the lock is free to take again. */
function removeIfDead(file) {
  const text = readText(file);
  if (text === undefined || !isDead(file, text)) return false;
  // Moved to a name of our own first: of two waiters only one takes this lock away.
  const aside = `${file}.dead.${process.pid}.${crypto.randomBytes(4).toString("hex")}`;
  try {
    fs.renameSync(file, aside);
  } catch {
    return false;
  }
  if (readText(aside) === text) {
    fs.rmSync(aside, { force: true });
    return true;
  }
  // Somebody renewed it between the look and the move: give it back.
  try {
    fs.linkSync(aside, file);
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
  } finally {
    fs.rmSync(aside, { force: true });
  }
  return false;
}

function isDead(file, text) {
  try {
    const { pid, host } = JSON.parse(text);
    if (host === os.hostname() && !isRunning(pid)) return true;
    return Date.now() - fs.statSync(file).mtimeMs > STALE_SECONDS * 1000;
  } catch {
    return false;
  }
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error.code === "EPERM";
  }
  try {
    // Killed, but its parent has not noticed yet.
    return !/^\d+ \(.*\) Z/s.test(fs.readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return true; // a system without /proc
  }
}

function touch(file) {
  try {
    const now = new Date();
    fs.utimesSync(file, now, now);
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
  }
}

function readText(file) {
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
