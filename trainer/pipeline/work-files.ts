import { readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { ROLLOUT_SAMPLES_FILE } from "@/lib/contracts/rollout-sample";

/** The weights of the best epoch so far. */
export const BEST_WEIGHTS_FILE = "best.safetensors";

/** Nine digits: other programs' checkpoint-500 in the same directory is not ours. */
const CHECKPOINT = /^checkpoint-\d{9}$/;
const HALF_WRITTEN_CHECKPOINT = /^\.checkpoint-\d{9}\.partial-/;

export function checkpointName(step: number): string {
  return `checkpoint-${String(step).padStart(9, "0")}`;
}

export function isCheckpointName(name: string): boolean {
  return CHECKPOINT.test(name);
}

/** Names in a work directory that a training run wrote there, or would write. */
export function workFiles(workDirectory: string): string[] {
  return readdirSync(workDirectory).filter(
    (name) =>
      name === ROLLOUT_SAMPLES_FILE ||
      name === `${ROLLOUT_SAMPLES_FILE}.partial` ||
      name === BEST_WEIGHTS_FILE ||
      isCheckpointName(name) ||
      HALF_WRITTEN_CHECKPOINT.test(name),
  );
}

/** Removes what a training run wrote into its work directory, and nothing else. */
export function removeWorkFiles(workDirectory: string): void {
  for (const name of workFiles(workDirectory)) {
    rmSync(path.join(workDirectory, name), { recursive: true, force: true });
  }
}
