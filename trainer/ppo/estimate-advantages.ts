import { generalisedAdvantageEstimation } from "@/trainer/ppo/generalised-advantage-estimation";
import { whiten } from "@/trainer/ppo/whiten";

export interface AdvantageTargets {
  /** What the policy is pushed by. [sequence][token] */
  advantages: Float64Array[];
  /** What the value head learns: unwhitened. [sequence][token] */
  returns: Float64Array[];
}

/** Advantages and returns of a whole rollout batch; whitened over all its tokens together, once. */
export function estimateAdvantages(options: {
  rewards: readonly ArrayLike<number>[];
  values: readonly ArrayLike<number>[];
  discount: number;
  lambda: number;
  whitenAdvantages: boolean;
}): AdvantageTargets {
  const estimates = options.rewards.map((rewards, s) =>
    generalisedAdvantageEstimation({
      rewards,
      values: options.values[s] as ArrayLike<number>,
      discount: options.discount,
      lambda: options.lambda,
    }),
  );
  const advantages = estimates.map((estimate) => estimate.advantages);
  return {
    advantages: options.whitenAdvantages ? whiten(advantages) : advantages,
    returns: estimates.map((estimate) => estimate.returns),
  };
}
