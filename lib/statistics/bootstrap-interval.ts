import type { Rng } from "@/lib/rng";
import type { Interval } from "@/lib/statistics/wilson-interval";

/**
 * Percentile bootstrap of any statistic over independent units (Efron 1979). Units that belong together (all pairs of
 * one prompt) must be one unit, or the interval comes out too narrow.
 */
export function bootstrapInterval<T>(
  units: readonly T[],
  statistic: (resample: readonly T[]) => number,
  rng: Rng,
  { resamples = 2000, confidence = 0.95 }: { resamples?: number; confidence?: number } = {},
): Interval {
  if (units.length === 0) throw new RangeError("a bootstrap needs at least one unit");
  const values = new Float64Array(resamples);
  for (let i = 0; i < resamples; i++) {
    values[i] = statistic(units.map(() => units[rng.integer(units.length)] as T));
  }
  values.sort();
  const tail = (1 - confidence) / 2;
  return { low: quantile(values, tail), high: quantile(values, 1 - tail) };
}

/** Linear interpolation between the order statistics (Hyndman & Fan's type 7). */
function quantile(sorted: Float64Array, q: number): number {
  const at = q * (sorted.length - 1);
  const below = sorted[Math.floor(at)] as number;
  const above = sorted[Math.ceil(at)] as number;
  return below + (above - below) * (at - Math.floor(at));
}
