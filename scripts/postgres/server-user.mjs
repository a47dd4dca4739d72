import fs from "node:fs";
import os from "node:os";
import { spawnSync } from "node:child_process";

const isRoot = process.getuid?.() === 0;

/**
 * Who runs the server: Postgres refuses root, so root lends it to the system's `postgres` or `nobody`. An empty object
 * means the current user.
 *
 * @returns {{uid?: number, gid?: number}}
 */
export function serverUser() {
  if (!isRoot) return {};
  const accounts = fs
    .readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"));
  const account =
    accounts.find(([name]) => name === "postgres") ?? accounts.find(([name]) => name === "nobody");
  const uid = Number(account?.[2]);
  const gid = Number(account?.[3]);
  if (!Number.isInteger(uid) || !Number.isInteger(gid)) {
    throw new Error(
      "Postgres refuses to run as root, and this system has neither a `postgres` nor a `nobody` user. " +
        "Run as another user, or set DATABASE_URL to a server of your own.",
    );
  }
  return { uid, gid };
}

/** Runs one of Postgres's programs as the server's user, in a bare environment and a folder that everybody may enter. */
export function runAsServerUser(program, args) {
  return spawnSync(program, args, {
    ...serverUser(),
    cwd: os.platform() === "win32" ? os.tmpdir() : "/",
    env: { PATH: process.env.PATH, HOME: os.tmpdir(), LC_ALL: "C", TZ: "UTC" },
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
}

export function giveToServerUser(file) {
  const { uid, gid } = serverUser();
  if (uid !== undefined) fs.chownSync(file, uid, gid);
}

/** False below a directory that only root may enter, such as /root. */
export function serverUserCanEnter(directory) {
  return !isRoot || runAsServerUser("test", ["-x", directory]).status === 0;
}
