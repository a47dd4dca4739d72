import { LOG_RATIO_LIMIT } from "@/trainer/losses/policy-loss";

/** What one minibatch showed before its step was taken. */
export interface MinibatchStatistics {
  /** ½·mean((log π − log π_old)²), nats. */
  approxKl: number;
  /** Share of tokens whose clipped loss is the larger one. */
  clipFraction: number;
  /** Mean of π/π_old, and its variance. */
  ratio: number;
  ratioVariance: number;
}

/** Over flat arrays of all tokens of the minibatch. [token] */
export function minibatchStatistics(
  logprobs: ArrayLike<number>,
  oldLogprobs: ArrayLike<number>,
  advantages: ArrayLike<number>,
  clipRange: number,
): MinibatchStatistics {
  const count = logprobs.length;
  let squares = 0;
  let clipped = 0;
  let sum = 0;
  const ratios = new Float64Array(count);
  for (let t = 0; t < count; t++) {
    const difference = (logprobs[t] as number) - (oldLogprobs[t] as number);
    const ratio = Math.exp(Math.min(Math.max(difference, -LOG_RATIO_LIMIT), LOG_RATIO_LIMIT));
    const clippedRatio = Math.min(Math.max(ratio, 1 - clipRange), 1 + clipRange);
    const advantage = advantages[t] as number;
    if (-advantage * clippedRatio > -advantage * ratio) clipped++;
    squares += difference * difference;
    ratios[t] = ratio;
    sum += ratio;
  }
  const mean = sum / count;
  let variance = 0;
  for (const ratio of ratios) variance += (ratio - mean) ** 2;
  return {
    approxKl: squares / (2 * count),
    clipFraction: clipped / count,
    ratio: mean,
    ratioVariance: variance / count,
  };
}
