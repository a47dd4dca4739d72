// Run after every change of dependencies: lists the foreign binaries that npm left out of package-lock.json, so that
// `npm ci` accepts the file on every machine. `--check` only says whether something is missing.
import fs from "node:fs";
import path from "node:path";
import { findLockfileHoles, readLockfile } from "./support/lockfile.mjs";
import { ROOT } from "./support/paths.mjs";

const file = path.join(ROOT, "package-lock.json");
const lock = readLockfile(file);
const holes = findLockfileHoles(lock);

if (process.argv.includes("--check")) {
  for (const { name } of holes) console.error(`package-lock.json does not list ${name}`);
  if (holes.length > 0) console.error("Run `node scripts/complete-lockfile.mjs`.");
  process.exitCode = holes.length > 0 ? 1 : 0;
} else {
  for (const { name, entry } of holes) lock.packages[`node_modules/${name}`] = entry;
  const sorted = Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, "en"));
  lock.packages = Object.fromEntries(sorted);
  fs.writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(`${holes.length} entries added to package-lock.json`);
}
