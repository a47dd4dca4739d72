export interface Interval {
  low: number;
  high: number;
}

/**
 * Wilson score interval of a share (Wilson 1927). `successes` may be fractional (a tie counts half).
 * Without trials nothing is known: [0, 1].
 */
export function wilsonInterval(successes: number, trials: number, z = 1.959964): Interval {
  if (trials === 0) return { low: 0, high: 1 };
  const share = successes / trials;
  const squared = z * z;
  const centre = share + squared / (2 * trials);
  const spread = z * Math.sqrt((share * (1 - share)) / trials + squared / (4 * trials * trials));
  const scale = 1 / (1 + squared / trials);
  return {
    // exact at the ends, where rounding would leave some 1e-16
    low: successes <= 0 ? 0 : (centre - spread) * scale,
    high: successes >= trials ? 1 : (centre + spread) * scale,
  };
}
