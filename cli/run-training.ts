import { copyFileSync, existsSync } from "node:fs";
import path from "node:path";
import type { StageContext } from "@/lib/contracts/progress";
import { ROLLOUT_SAMPLES_FILE } from "@/lib/contracts/rollout-sample";
import type { CommandContext } from "@/cli/run-command";
import { clearWorkDirectory, leaveUnusedWorkDirectory, takeWorkDirectory } from "@/cli/work-directory";

/**
 * Runs a training stage from the command line. Its checkpoints lie beside `out`; they stay when it fails or is stopped,
 * so that the same command goes on from there, and go when it is done. The answers that a policy run wrote down as it
 * went move into the model's directory.
 */
export async function runTraining<C extends { out: string }, R>(
  stage: (config: C, context: StageContext) => Promise<R>,
  config: C,
  context: CommandContext,
  workDirectory = `${path.resolve(config.out)}.run`,
): Promise<R> {
  takeWorkDirectory(workDirectory);
  let report: R;
  try {
    report = await stage(config, { ...context, workDirectory });
  } catch (error) {
    leaveUnusedWorkDirectory(workDirectory);
    throw error;
  }
  const samples = path.join(workDirectory, ROLLOUT_SAMPLES_FILE);
  if (existsSync(samples)) copyFileSync(samples, path.join(config.out, ROLLOUT_SAMPLES_FILE));
  clearWorkDirectory(workDirectory);
  return report;
}
