export interface AdaptiveKlOptions {
  /** Mean over sequences of the token sum of KL to steer towards, nats. */
  target: number;
  /** Episodes over which a full-size error changes β by a factor of about 1.2. */
  horizon: number;
  /** false keeps β as it is. */
  adaptive: boolean;
}

/**
 * The next β of the KL penalty: β·(1 + clip(KL/target − 1, ±.2)·episodes/horizon) (Ziegler et al. 2019, § 2.2).
 * `kl` is the mean over sequences of the token sum.
 */
export function adaptKlCoefficient(
  klCoefficient: number,
  kl: number,
  episodes: number,
  { target, horizon, adaptive }: AdaptiveKlOptions,
): number {
  if (!adaptive) return klCoefficient;
  const error = Math.min(Math.max(kl / target - 1, -0.2), 0.2);
  return klCoefficient * (1 + (error * episodes) / horizon);
}
