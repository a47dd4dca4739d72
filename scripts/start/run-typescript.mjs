import path from "node:path";
import { ROOT } from "../support/paths.mjs";
import { CommandFailed, runNode } from "../support/run.mjs";
import { StepFailed } from "../support/steps.mjs";

/**
 * Runs one of the project's TypeScript programs to its end.
 *
 * @returns {Promise<string>} what it printed
 */
export async function runTypescript(file, args, { env, signal, advice } = {}) {
  try {
    const { output } = await runNode(["--import", "tsx", path.join(ROOT, file), ...args], { env, signal });
    return output.trim();
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    throw new StepFailed(error.output.trim().split("\n").slice(0, 15).join("\n"), { cause: error, advice });
  }
}
