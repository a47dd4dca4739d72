export interface WhitenOptions {
  /** Move the mean to 0; false keeps it. */
  shiftMean?: boolean;
  /** Divide by n − 1 (Bessel); the default, as TRL does. */
  unbiased?: boolean;
  epsilon?: number;
}

/**
 * Scales a ragged batch to variance 1 over all its real tokens together. [sequence][token]
 * Called once per rollout: whitening a microbatch by its own moments would change the gradient with the batch's cut.
 */
export function whiten(values: readonly ArrayLike<number>[], options: WhitenOptions = {}): Float64Array[] {
  const { shiftMean = true, unbiased = true, epsilon = 1e-8 } = options;
  const { mean, variance } = moments(values, unbiased);
  const scale = 1 / Math.sqrt(variance + epsilon);
  return values.map((sequence) =>
    Float64Array.from(sequence, (x) => (x - mean) * scale + (shiftMean ? 0 : mean)),
  );
}

function moments(
  values: readonly ArrayLike<number>[],
  unbiased: boolean,
): { mean: number; variance: number } {
  let count = 0;
  let sum = 0;
  for (const sequence of values) {
    for (let t = 0; t < sequence.length; t++) sum += sequence[t] as number;
    count += sequence.length;
  }
  if (count === 0) return { mean: 0, variance: 0 };
  const mean = sum / count;
  let squares = 0;
  for (const sequence of values) {
    for (let t = 0; t < sequence.length; t++) squares += ((sequence[t] as number) - mean) ** 2;
  }
  return { mean, variance: squares / (unbiased && count > 1 ? count - 1 : count) };
}
