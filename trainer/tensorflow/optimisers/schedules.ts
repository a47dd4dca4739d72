export type ScheduleName = "constant" | "linear" | "cosine";

export interface ScheduleOptions {
  schedule: ScheduleName;
  /** The highest learning rate, reached when the warm-up ends. */
  learningRate: number;
  totalSteps: number;
  /** Steps over which the rate rises linearly from 0. */
  warmupSteps?: number;
  /** Where `linear` and `cosine` end, as a share of the highest rate. */
  finalShare?: number;
}

/**
 * Learning rate of a step, counted from 0. Step 0 of a warm-up of n steps has rate/n, step n − 1 the full rate.
 * `linear` would reach its end one step after the last, so that the last step still learns.
 */
export function learningRateAt(step: number, options: ScheduleOptions): number {
  const { schedule, learningRate, totalSteps, warmupSteps = 0, finalShare = 0 } = options;
  if (step < warmupSteps) return (learningRate * (step + 1)) / warmupSteps;
  const length = Math.max(1, totalSteps - warmupSteps);
  const done = Math.min(1, (step - warmupSteps) / length);
  switch (schedule) {
    case "constant":
      return learningRate;
    case "linear":
      return learningRate * (1 - done * (1 - finalShare));
    case "cosine":
      return learningRate * (finalShare + (1 - finalShare) * 0.5 * (1 + Math.cos(Math.PI * done)));
  }
}
