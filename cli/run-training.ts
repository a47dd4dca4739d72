import { copyFileSync, existsSync, rmSync } from "node:fs";
import path from "node:path";
import type { StageContext } from "@/lib/contracts/progress";
import { ROLLOUT_SAMPLES_FILE } from "@/lib/contracts/rollout-sample";
import type { CommandContext } from "@/cli/run-command";

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
  const report = await stage(config, { ...context, workDirectory });
  const samples = path.join(workDirectory, ROLLOUT_SAMPLES_FILE);
  if (existsSync(samples)) copyFileSync(samples, path.join(config.out, ROLLOUT_SAMPLES_FILE));
  rmSync(workDirectory, { recursive: true, force: true });
  return report;
}
