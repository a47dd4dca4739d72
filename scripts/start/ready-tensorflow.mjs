import fs from "node:fs";
import path from "node:path";
import { ROOT } from "../support/paths.mjs";
import { CommandFailed, runNode } from "../support/run.mjs";
import { StepFailed } from "../support/steps.mjs";

const ADVICE =
  "Sampling and rating work without it; training does not. See what is missing with `npx plaudit doctor`.";

/**
 * TensorFlow's addon, found or built, or the WebAssembly tier with its warning.
 *
 * @returns {Promise<{tier: string, version: string | null, gpu: boolean, warning: string | null}>}
 */
export async function readyTensorflow({ update, signal } = {}) {
  const script = path.join(ROOT, "scripts/start/setup-tensorflow-step.mjs");
  if (!fs.existsSync(script))
    throw new StepFailed(`${script} is missing`, { advice: "Clone the project again." });
  try {
    const { output } = await runNode([script], {
      signal,
      onLine: (line) => update?.(shorten(line)),
    });
    const json = output
      .trim()
      .split("\n")
      .findLast((line) => line.startsWith("{"));
    return JSON.parse(json ?? "");
  } catch (error) {
    if (!(error instanceof CommandFailed) && !(error instanceof SyntaxError)) throw error;
    throw new StepFailed((error.output ?? error.message).trim().split("\n").slice(-8).join("\n"), {
      cause: error,
      advice: ADVICE,
    });
  }
}

export function describeTensorflow({ tier, version, gpu }) {
  if (tier === "wasm") return "WebAssembly only, training is slow";
  return `${version}${gpu ? " on the GPU" : ""} (${tier})`;
}

function shorten(line) {
  return line.startsWith("{") ? "" : line.slice(0, 80);
}
