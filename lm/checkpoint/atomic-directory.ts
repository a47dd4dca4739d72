import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  statfsSync,
  statSync,
} from "node:fs";
import path from "node:path";
import { AppError } from "@/lib/errors";

/** Kept free beyond what is written. */
const SPARE_BYTES = 16 * 1024 * 1024;

export interface AtomicDirectoryOptions {
  /** Must not exist, or be empty. */
  out: string;
  /** What will be written, to refuse early where the disk cannot hold it. */
  neededBytes: number;
}

/**
 * Fills a temporary directory beside `out` by `fill`, then renames it: readers see all of it or nothing, also after a
 * crash. Whatever `fill` throws, nothing stays behind.
 *
 * @throws AppError CONFLICT (out is taken), DISK_FULL
 */
export async function writeAtomicDirectory<R>(
  options: AtomicDirectoryOptions,
  fill: (temporary: string) => R | Promise<R>,
): Promise<R> {
  const out = path.resolve(options.out);
  refuseTaken(out);
  const parent = path.dirname(out);
  mkdirSync(parent, { recursive: true });
  removeStale(parent, path.basename(out));
  checkSpace(parent, options.neededBytes);
  const temporary = path.join(
    parent,
    `${stalePrefix(path.basename(out))}${process.pid}-${Date.now().toString(36)}`,
  );
  mkdirSync(temporary);
  try {
    const result = await fill(temporary);
    syncDirectory(temporary);
    if (existsSync(out)) rmdirSync(out);
    renameSync(temporary, out);
    syncDirectory(parent);
    return result;
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    throw asDiskFull(error, out, options.neededBytes);
  }
}

/** @throws AppError CONFLICT if `out` exists and is not an empty directory */
export function refuseTaken(out: string): void {
  if (!existsSync(out)) return;
  if (statSync(out).isDirectory() && readdirSync(out).length === 0) return;
  throw new AppError("CONFLICT", `${out} exists already. Choose another place, or remove it first.`, {
    details: { reason: "placeTaken", path: out },
  });
}

function stalePrefix(name: string): string {
  return `.${name}.partial-`;
}

/** What a killed process left here. */
function removeStale(parent: string, name: string): void {
  const prefix = stalePrefix(name);
  for (const entry of readdirSync(parent)) {
    if (!entry.startsWith(prefix)) continue;
    const pid = Number.parseInt(entry.slice(prefix.length), 10);
    if (Number.isInteger(pid) && isAlive(pid)) continue;
    rmSync(path.join(parent, entry), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function checkSpace(parent: string, neededBytes: number): void {
  const { bavail, bsize } = statfsSync(parent);
  const free = bavail * bsize;
  if (free >= neededBytes + SPARE_BYTES) return;
  throw diskFull(parent, neededBytes, free);
}

function asDiskFull(error: unknown, out: string, neededBytes: number): unknown {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  if (code !== "ENOSPC" && code !== "EDQUOT") return error;
  return diskFull(out, neededBytes, undefined, error);
}

function diskFull(place: string, neededBytes: number, freeBytes?: number, cause?: unknown): AppError {
  const megabytes = (bytes: number) => `${Math.ceil(bytes / 1_000_000)} MB`;
  const free = freeBytes === undefined ? "" : `, ${megabytes(freeBytes)} are free`;
  return new AppError(
    "DISK_FULL",
    `The disk of ${place} is too full: ${megabytes(neededBytes)} are needed${free}. Free some space and try again.`,
    { cause, details: { neededBytes } },
  );
}

/** So that the rename survives a power cut; systems that cannot sync a directory do without. */
function syncDirectory(directory: string): void {
  let descriptor: number;
  try {
    descriptor = openSync(directory, "r");
  } catch {
    return;
  }
  try {
    fsyncSync(descriptor);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code !== "EINVAL" && code !== "EPERM" && code !== "EISDIR") throw error;
  } finally {
    closeSync(descriptor);
  }
}
