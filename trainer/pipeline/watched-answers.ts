import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import {
  ROLLOUT_SAMPLES_FILE,
  rolloutSampleSchema,
  type RolloutSample,
} from "@/lib/contracts/rollout-sample";
import type { LanguageModelEnvironment } from "@/trainer/ppo/language-model-environment";
import type { LanguageRollout } from "@/trainer/ppo/language-rollout";

/** The reference's answers to the watched prompts, with their normalised rewards. */
export type ReferenceAnswers = { text: string; reward: number }[];

/** Rewards of the reference's answers, once the normalisation is known. */
export async function referenceAnswers(
  environment: LanguageModelEnvironment,
  rollouts: readonly LanguageRollout[],
): Promise<ReferenceAnswers> {
  const rewards = await environment.score(rollouts);
  return rollouts.map(({ text }, i) => ({ text, reward: rewards[i] as number }));
}

/** What the policy answered to the watched prompts after `step` iterations, beside the reference's answers. */
export async function describeAnswers(
  environment: LanguageModelEnvironment,
  rollouts: readonly LanguageRollout[],
  reference: ReferenceAnswers,
  step: number,
): Promise<RolloutSample[]> {
  const rewards = await environment.score(rollouts);
  const referenceLogprobs = await environment.referenceLogprobs(rollouts);
  return rollouts.map(({ prompt, text, samplerLogprobs }, i) => ({
    step,
    messages: prompt.messages,
    policy: { text, reward: rewards[i] as number },
    reference: reference[i] ?? { text: "", reward: null },
    kl: (referenceLogprobs[i] as Float32Array).reduce(
      (sum, logprob, t) => sum + (samplerLogprobs[t] as number) - logprob,
      0,
    ),
  }));
}

/** Adds lines to the run's samples.jsonl. */
export function appendSamples(workDirectory: string, samples: readonly RolloutSample[]): void {
  if (samples.length === 0) return;
  mkdirSync(workDirectory, { recursive: true });
  const lines = samples.map((sample) => `${JSON.stringify(sample)}\n`);
  appendFileSync(path.join(workDirectory, ROLLOUT_SAMPLES_FILE), lines.join(""));
}

/**
 * Takes out of the run's samples.jsonl what the iterations from `step` on wrote: they will be done again. A line that a
 * killed process left half-written goes too. 0: the run begins, and the file goes.
 */
export function keepSamplesBefore(workDirectory: string, step: number): void {
  const file = path.join(workDirectory, ROLLOUT_SAMPLES_FILE);
  if (!existsSync(file)) return;
  const kept = readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => isSampleBefore(line, step));
  if (kept.length === 0) {
    rmSync(file);
    return;
  }
  writeFileSync(`${file}.partial`, kept.map((line) => `${line}\n`).join(""));
  renameSync(`${file}.partial`, file);
}

function isSampleBefore(line: string, step: number): boolean {
  try {
    return rolloutSampleSchema.parse(JSON.parse(line)).step < step;
  } catch {
    return false;
  }
}
