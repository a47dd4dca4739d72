import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** The clone. */
export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");

/** Everything that an installation owns: database, models, runs, secrets. */
export function dataDirectory() {
  return path.resolve(ROOT, process.env.PLAUDIT_DATA_DIR ?? ".data");
}

/** What can be had again: downloads, TensorFlow's addon, a browser. Shared by every clone of this person. */
export function cacheDirectory() {
  return path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), ".cache"), "plaudit");
}

/**
 * Makes the data directory. Others may pass through it but not list it: Postgres refuses to run as root, so its own
 * user must reach the cluster inside.
 */
export function ensureDataDirectory(directory = dataDirectory()) {
  if (!fs.existsSync(directory)) fs.mkdirSync(directory, { recursive: true, mode: 0o711 });
  return directory;
}
