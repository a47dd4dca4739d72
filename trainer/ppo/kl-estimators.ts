/**
 * Estimators of KL(π ‖ π_ref) from one drawn token, d = log π − log π_ref in nats (Schulman, "Approximating KL
 * Divergence", 2020). k1 is unbiased and may be negative; k2 is biased, of low variance; k3 is unbiased and ≥ 0.
 */
export const klEstimators = {
  k1: (d: number): number => d,
  k2: (d: number): number => (d * d) / 2,
  k3: (d: number): number => Math.expm1(-d) + d,
} as const;
export type KlEstimator = keyof typeof klEstimators;
