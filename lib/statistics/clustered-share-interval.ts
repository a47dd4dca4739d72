import { wilsonInterval, type Interval } from "@/lib/statistics/wilson-interval";

/**
 * Wilson interval of a share whose trials come in clusters (all pairs of one prompt), with the effective number of
 * trials (Korn & Graubard 1998): the variance between clusters over that of independent trials. Clusters of one trial
 * each give the plain Wilson interval. Where every trial agrees nothing can be said about the dependence, and only
 * clusters count.
 */
export function clusteredShareInterval(clusters: readonly { successes: number; trials: number }[]): Interval {
  const filled = clusters.filter(({ trials }) => trials > 0);
  const trials = filled.reduce((sum, cluster) => sum + cluster.trials, 0);
  if (trials === 0) return wilsonInterval(0, 0);
  const share = filled.reduce((sum, { successes }) => sum + successes, 0) / trials;
  const effective = effectiveTrials(filled, share, trials);
  return wilsonInterval(share * effective, effective);
}

function effectiveTrials(
  clusters: readonly { successes: number; trials: number }[],
  share: number,
  trials: number,
): number {
  const count = clusters.length;
  if (count === trials) return trials;
  const independent = share * (1 - share) * trials;
  if (independent <= 0 || count < 2) return count;
  const between = clusters.reduce(
    (sum, cluster) => sum + (cluster.successes - share * cluster.trials) ** 2,
    0,
  );
  const designEffect = ((count / (count - 1)) * between) / independent;
  return trials / Math.max(1, designEffect);
}
