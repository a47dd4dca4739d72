import crypto from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { initCluster, ROLE, startCluster, stopCluster } from "./cluster.mjs";

const PREFIX = "plaudit-throwaway-";

/**
 * A server for one test run: on disk only as far as it must, gone with `stop`. What a killed run left behind, the next
 * one removes.
 *
 * @returns {Promise<{urlOf(database: string): string, stop(): void}>}
 */
export async function startThrowawayCluster() {
  removeLeftovers();
  const base = fs.mkdtempSync(path.join(os.tmpdir(), `${PREFIX}${process.pid}-`));
  fs.chmodSync(base, 0o711); // the server's user passes through
  const directory = path.join(base, "pg");
  const password = crypto.randomBytes(16).toString("hex");
  initCluster(directory, password);
  const settings = {
    fsync: "off",
    synchronous_commit: "off",
    full_page_writes: "off",
    max_wal_size: "256MB",
  };
  const { port } = await startCluster(directory, { logFile: path.join(base, "postgres.log"), settings });
  return {
    urlOf: (database) => `postgres://${ROLE}:${password}@127.0.0.1:${port}/${database}`,
    stop: () => remove(base),
  };
}

function remove(base) {
  stopCluster(path.join(base, "pg"), "immediate");
  fs.rmSync(base, { recursive: true, force: true, maxRetries: 5 });
}

function removeLeftovers() {
  for (const name of fs.readdirSync(os.tmpdir())) {
    const owner = Number(new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1]);
    if (!owner || isAlive(owner)) continue;
    try {
      const base = path.join(os.tmpdir(), name);
      // Not another user's, nor a directory that somebody else laid there.
      if (fs.lstatSync(base).uid === process.getuid?.()) remove(base);
    } catch (error) {
      console.warn(`could not remove ${name}: ${error.message}`);
    }
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}
