import type { Rng } from "@/lib/rng";
import { expectedMaximum } from "@/lib/statistics/expected-maximum";
import { meanAndDeviation } from "@/lib/statistics/mean-and-deviation";
import type { Generator } from "@/lm/inference/generator";
import { bestOfNKl } from "@/trainer/ppo/best-of-n-kl";
import type { LanguageModelEnvironment, RewardNormalization } from "@/trainer/ppo/language-model-environment";
import type { PolicyPrompt } from "@/trainer/ppo/language-rollout";
import { PromptCursor } from "@/trainer/ppo/prompt-cursor";
import { sampleRollouts, type SamplingOptions } from "@/trainer/ppo/sample-rollouts";

/** Answers to one prompt, of which the best of n is known for n up to this. */
const ANSWERS = 4;
const YARDSTICKS = [2, 4, 16, 64];

export interface BestOfN {
  n: number;
  /** Nats. */
  kl: number;
  /** Mean normalised reward of the best of n answers; null where it was not measured. */
  score: number | null;
}

/** The yardstick without measured scores. */
export function bestOfNWithoutScores(): BestOfN[] {
  return YARDSTICKS.map((n) => ({ n, kl: bestOfNKl(n), score: null }));
}

/**
 * Mean and deviation of raw rewards on answers of the reference policy, and what the best of n of them scores. With
 * answers that do not differ in reward at all the stored normalisation stays.
 */
export async function normalizeRewards(options: {
  generator: Generator;
  environment: LanguageModelEnvironment;
  prompts: readonly PolicyPrompt[];
  samples: number;
  rng: Rng;
  sampling: SamplingOptions;
}): Promise<{ normalization: RewardNormalization; bestOfN: BestOfN[] }> {
  const { generator, environment, prompts, samples, rng, sampling } = options;
  const count = Math.max(1, Math.ceil(samples / ANSWERS));
  const chosen = new PromptCursor(prompts.length, rng.split()).next(count);
  const asked = chosen.flatMap((index) =>
    Array.from({ length: ANSWERS }, () => prompts[index] as PolicyPrompt),
  );
  const rewards = await environment.rawScores(await sampleRollouts(generator, asked, rng, sampling));
  const { mean, deviation } = meanAndDeviation(rewards);
  const normalization = deviation > 1e-6 ? { mean, std: deviation } : environment.normalization;
  const bestOf = (n: number) => {
    const best = chosen.map((_, i) =>
      expectedMaximum(Array.from(rewards.subarray(i * ANSWERS, (i + 1) * ANSWERS)), n),
    );
    return (meanAndDeviation(best).mean - normalization.mean) / normalization.std;
  };
  return {
    normalization,
    bestOfN: YARDSTICKS.map((n) => ({ n, kl: bestOfNKl(n), score: n <= ANSWERS ? bestOf(n) : null })),
  };
}
