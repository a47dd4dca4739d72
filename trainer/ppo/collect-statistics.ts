import type { PolicyIteration } from "@/lib/contracts/train-policy";
import type { SequenceRewards } from "@/trainer/ppo/compute-rewards";
import { explainedVariance } from "@/trainer/ppo/explained-variance";
import type { PolicyOptimisation } from "@/trainer/ppo/optimise-policy";
import { countTokens, type Rollout } from "@/trainer/ppo/rollout";

export type IterationStatistics = Omit<PolicyIteration, "iteration" | "episode" | "seconds">;

/** What one iteration showed; see policyIterationSchema for units. */
export function collectStatistics(options: {
  rollouts: readonly Rollout[];
  scores: ArrayLike<number>;
  rewards: SequenceRewards;
  optimisation: PolicyOptimisation;
  /** β that these rewards were computed with. */
  klCoefficient: number;
  learningRate: number;
}): IterationStatistics {
  const { rollouts, scores, rewards, optimisation, klCoefficient, learningRate } = options;
  const { old, targets, updates } = optimisation;
  const objectiveKl = mean(rewards.klSums);
  // 0 and not −0, which JSON cannot tell apart
  const objectiveNonScoreReward = 0 - klCoefficient * objectiveKl;
  const steps = updates.flatMap(({ gradientNorm }) => (gradientNorm === null ? [] : [gradientNorm]));
  return {
    objectiveKl,
    objectiveEntropy: mean(old.logprobs.map((logprobs) => -sum(logprobs))),
    objectiveScores: mean(scores),
    objectiveRlhfReward: objectiveNonScoreReward + mean(rewards.penalisedScores),
    objectiveNonScoreReward,
    policyApproxKl: mean(updates.map((update) => update.approxKl)),
    policyClipFraction: mean(updates.map((update) => update.clipFraction)),
    lossPolicy: mean(updates.map((update) => update.policyLoss)),
    lossValue: mean(updates.map((update) => update.valueLoss)),
    valRatio: mean(updates.map((update) => update.ratio)),
    valRatioVariance: mean(updates.map((update) => update.ratioVariance)),
    valEosTokens: rollouts.filter(({ ended }) => ended).length,
    explainedVariance: explainedVariance(old.values, targets.returns),
    gradientNorm: mean(steps),
    responseLength: countTokens(rollouts) / rollouts.length,
    klCoefficient,
    learningRate,
    logprobDrift: largestDrift(rollouts, old.logprobs),
    optimiserSteps: steps.length,
    distinctBigrams: distinctBigrams(rollouts),
  };
}

/** Largest |sampler's − trainer's| log-probability of any drawn token. */
function largestDrift(rollouts: readonly Rollout[], logprobs: readonly Float32Array[]): number {
  let largest = 0;
  rollouts.forEach(({ samplerLogprobs }, r) => {
    logprobs[r]?.forEach((logprob, t) => {
      largest = Math.max(largest, Math.abs(logprob - (samplerLogprobs[t] as number)));
    });
  });
  return largest;
}

/** Different pairs of neighbouring tokens as a share of all pairs of the batch: near 0 is a policy that repeats itself. */
function distinctBigrams(rollouts: readonly Rollout[]): number {
  const seen = new Set<string>();
  let count = 0;
  for (const { tokenIds } of rollouts) {
    for (let t = 1; t < tokenIds.length; t++) {
      seen.add(`${tokenIds[t - 1]} ${tokenIds[t]}`);
      count++;
    }
  }
  return count === 0 ? 1 : seen.size / count;
}

function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i] as number;
  return total;
}

function mean(values: ArrayLike<number>): number {
  return values.length === 0 ? 0 : sum(values) / values.length;
}
