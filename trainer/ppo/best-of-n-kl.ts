/**
 * KL to the reference of taking the best of n samples, nats: ln n − (n − 1)/n (an upper bound, tight where the
 * best is unique; Stiennon et al. 2020, appendix G.3). The yardstick beside PPO's KL.
 */
export function bestOfNKl(n: number): number {
  return Math.log(n) - (n - 1) / n;
}
