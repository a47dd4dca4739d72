import { clusteredShareInterval } from "@/lib/statistics/clustered-share-interval";
import { countOrderedPairs } from "@/lib/statistics/count-ordered-pairs";
import type { EncodedGroup } from "@/trainer/reward/encoded-group";
import type { RewardModel } from "@/trainer/reward/reward-model";

export interface RewardEvaluation {
  /** Share of held-out pairs ordered as people ordered them; an equal reward counts half. */
  pairAccuracy: number;
  /** 95 % interval; prompts are the independent units. */
  pairAccuracyLow: number;
  pairAccuracyHigh: number;
  pairs: number;
  /** Mean Bradley-Terry loss of the pairs. */
  pairLoss: number;
  /** On standardised scores; null without scored responses. */
  mse: number | null;
}

/** Held-out quality of a reward model. */
export async function evaluateRewardModel(
  model: RewardModel,
  groups: readonly EncodedGroup[],
  options: { signal?: AbortSignal; onProgress?: (done: number, total: number) => void } = {},
): Promise<RewardEvaluation> {
  const sequences = groups.flatMap((group) => group.sequences);
  const rewards = await model.rawScores(sequences, {
    signal: options.signal,
    onProgress: (done) => options.onProgress?.(done, sequences.length),
  });
  let offset = 0;
  let pairLoss = 0;
  let squaredError = 0;
  let scored = 0;
  const clusters = groups.map((group) => {
    const own = rewards.subarray(offset, (offset += group.sequences.length));
    group.targets.standardisedScores.forEach((score, i) => {
      if (score === undefined) return;
      scored++;
      squaredError += ((own[i] as number) - score) ** 2;
    });
    const pairs = group.targets.pairs.map(({ better, worse }) => [better, worse] as const);
    for (const [better, worse] of pairs)
      pairLoss += softplus((own[worse] as number) - (own[better] as number));
    return { successes: countOrderedPairs(own, pairs), trials: pairs.length };
  });
  const ordered = clusters.reduce((sum, { successes }) => sum + successes, 0);
  const pairs = clusters.reduce((sum, { trials }) => sum + trials, 0);
  const { low, high } = clusteredShareInterval(clusters);
  return {
    pairAccuracy: pairs === 0 ? 0 : ordered / pairs,
    pairAccuracyLow: low,
    pairAccuracyHigh: high,
    pairs,
    pairLoss: pairs === 0 ? 0 : pairLoss / pairs,
    mse: scored === 0 ? null : squaredError / scored,
  };
}

function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}
