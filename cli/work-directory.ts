import { existsSync, mkdirSync, readdirSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { AppError } from "@/lib/errors";
import { removeWorkFiles, workFiles } from "@/trainer/pipeline/work-files";

/** Lies in a directory for as long as a run has files there. */
const MARKER = ".plaudit-run";

/**
 * Makes a directory ready for a run's checkpoints. It may hold other things: they are left alone. Where it holds
 * something under a name that the run would write to, and no run wrote it, the run does not begin.
 * @throws AppError CONFLICT
 */
export function takeWorkDirectory(directory: string): void {
  mkdirSync(directory, { recursive: true });
  const marker = path.join(directory, MARKER);
  if (existsSync(marker)) return;
  const [taken] = workFiles(directory);
  if (taken !== undefined) {
    throw new AppError(
      "CONFLICT",
      `${path.join(directory, taken)} is there already, and a run would write to it. Name another --work-directory.`,
      { details: { reason: "placeTaken", path: path.join(directory, taken) } },
    );
  }
  writeFileSync(marker, "Checkpoints of a plaudit training run lie here. They go when the run is done.\n");
}

/** Removes what the run left in its work directory, and the directory where nothing else is in it. */
export function clearWorkDirectory(directory: string): void {
  removeWorkFiles(directory);
  rmSync(path.join(directory, MARKER), { force: true });
  if (readdirSync(directory).length === 0) rmdirSync(directory);
}

/** After a run that failed: what it wrote stays for the next attempt; where it wrote nothing, nothing stays. */
export function leaveUnusedWorkDirectory(directory: string): void {
  if (workFiles(directory).length === 0) clearWorkDirectory(directory);
}
