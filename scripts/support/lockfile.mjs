import fs from "node:fs";

const SYSTEMS = [
  "darwin",
  "linux",
  "win32",
  "android",
  "freebsd",
  "openbsd",
  "netbsd",
  "sunos",
  "aix",
  "openharmony",
];
const PROCESSORS = [
  [/x64|x86_64/, "x64"],
  [/arm64|aarch64/, "arm64"],
  [/ia32/, "ia32"],
  [/s390x/, "s390x"],
  [/ppc64/, "ppc64"],
  [/riscv64/, "riscv64"],
  [/loong64/, "loong64"],
  [/mips64el/, "mips64el"],
  [/wasm32/, "wasm32"],
  [/arm/, "arm"],
];

/** @param {string} file a package-lock.json */
export function readLockfile(file) {
  return JSON.parse(fs.readFileSync(file, "utf8"));
}

/**
 * Optional dependencies that a lock file names but does not list: binaries for other platforms that the package index
 * at hand did not carry. `npm ci` refuses a lock file with such holes on every machine.
 *
 * @returns {{name: string, entry: object}[]} what to add
 */
export function findLockfileHoles(lock) {
  const holes = new Map();
  for (const [place, meta] of Object.entries(lock.packages)) {
    for (const [name, range] of Object.entries(meta.optionalDependencies ?? {})) {
      if (!isListed(lock.packages, place, name)) holes.set(name, { name, entry: entryOf(name, range) });
    }
  }
  return [...holes.values()];
}

/** Looks where Node would: in the package's own node_modules, then in each one above. */
function isListed(packages, place, name) {
  for (let base = place; ;) {
    if (packages[`${base === "" ? "" : `${base}/`}node_modules/${name}`]) return true;
    if (base === "") return false;
    const above = base.lastIndexOf("/node_modules/");
    base = above < 0 ? "" : base.slice(0, above);
  }
}

/** os, cpu and libc keep npm from asking for it on the wrong machine; packages of binaries carry them in their names. */
function entryOf(name, range) {
  const entry = { version: range.replace(/^[\^~]/, ""), optional: true };
  const system = SYSTEMS.find((candidate) => name.includes(candidate));
  const processor = PROCESSORS.find(([pattern]) => pattern.test(name))?.[1];
  if (system) entry.os = [system];
  if (processor) entry.cpu = [processor];
  if (name.includes("musl")) entry.libc = ["musl"];
  else if (/-gnu/.test(name)) entry.libc = ["glibc"];
  return entry;
}
