import { klEstimators } from "@/trainer/ppo/kl-estimators";

export interface ComputeRewardsOptions {
  /** Log-probability of each response token under the policy that drew it, one array a sequence. [sequence][token] */
  logprobs: readonly ArrayLike<number>[];
  /** The same tokens under the frozen reference. [sequence][token] */
  referenceLogprobs: readonly ArrayLike<number>[];
  /** Reward-model score of each sequence. [sequence] */
  scores: ArrayLike<number>;
  /** Whether the sequence's last token is a stop token of the policy. [sequence] */
  ended: readonly boolean[];
  /** β ≥ 0 of the KL penalty. */
  klCoefficient: number;
  /** Taken from the score of a sequence that met the length limit without a stop token. */
  missingEosPenalty: number;
}

export interface SequenceRewards {
  /** −β(log π − log π_ref) per token, plus the penalised score at the last real token. [sequence][token] */
  rewards: Float64Array[];
  /** Σₜ (log π − log π_ref), nats. [sequence] */
  klSums: Float64Array;
  /** Scores after the missing-EOS penalty. [sequence] */
  penalisedScores: Float64Array;
}

/**
 * Rewards of a rollout batch (Ziegler et al. 2019, eq. 2; Ouyang et al. 2022). Sequences are ragged, so "the last real
 * token" is the array's last: the stop token where one was drawn, never a padding token.
 */
export function computeRewards(options: ComputeRewardsOptions): SequenceRewards {
  const { logprobs, referenceLogprobs, scores, ended, klCoefficient, missingEosPenalty } = options;
  const klSums = new Float64Array(logprobs.length);
  const penalisedScores = new Float64Array(logprobs.length);
  const rewards = logprobs.map((sequence, s) => {
    const reference = referenceLogprobs[s];
    if (!reference || reference.length !== sequence.length || sequence.length === 0) {
      throw new RangeError(`sequence ${s}: policy and reference must score the same tokens, at least one`);
    }
    const out = new Float64Array(sequence.length);
    for (let t = 0; t < sequence.length; t++) {
      const kl = klEstimators.k1((sequence[t] as number) - (reference[t] as number));
      klSums[s] = (klSums[s] as number) + kl;
      out[t] = -klCoefficient * kl;
    }
    const score = (scores[s] as number) - (ended[s] ? 0 : missingEosPenalty);
    penalisedScores[s] = score;
    out[sequence.length - 1] = (out[sequence.length - 1] as number) + score;
    return out;
  });
  return { rewards, klSums, penalisedScores };
}
