export interface GeneralisedAdvantageOptions {
  /** Reward of each token of one sequence. [token] */
  rewards: ArrayLike<number>;
  /** V before each token was drawn. [token] */
  values: ArrayLike<number>;
  /** γ */
  discount: number;
  /** λ */
  lambda: number;
}

/**
 * Generalised advantage estimation (Schulman et al. 2016, eq. 16) over one finished sequence: the value after its last
 * token is 0. δₜ = rₜ + γVₜ₊₁ − Vₜ; Aₜ = δₜ + γλAₜ₊₁; the return Aₜ + Vₜ is what the value head learns.
 */
export function generalisedAdvantageEstimation(options: GeneralisedAdvantageOptions): {
  advantages: Float64Array;
  returns: Float64Array;
} {
  const { rewards, values, discount, lambda } = options;
  if (rewards.length !== values.length) throw new RangeError("each reward needs a value");
  const advantages = new Float64Array(rewards.length);
  const returns = new Float64Array(rewards.length);
  let nextValue = 0;
  let nextAdvantage = 0;
  for (let t = rewards.length - 1; t >= 0; t--) {
    const value = values[t] as number;
    const delta = (rewards[t] as number) + discount * nextValue - value;
    nextAdvantage = delta + discount * lambda * nextAdvantage;
    nextValue = value;
    advantages[t] = nextAdvantage;
    returns[t] = nextAdvantage + value;
  }
  return { advantages, returns };
}
