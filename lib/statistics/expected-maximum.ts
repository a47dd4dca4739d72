/**
 * Expected largest of n draws without replacement from the given values, exactly: Σᵢ C(i, n − 1)/C(k, n)·x₍ᵢ₎ over the
 * values in rising order, i from 0. An unbiased estimate of the best of n from k ≥ n samples.
 */
export function expectedMaximum(values: readonly number[], n: number): number {
  const k = values.length;
  if (n < 1 || n > k) throw new RangeError(`the best of ${n} cannot be told from ${k} samples`);
  const sorted = [...values].sort((a, b) => a - b);
  let weight = n / k;
  let expected = 0;
  // from the largest down: C(i, n − 1)/C(k, n) starts at n/k and shrinks by (i − n + 1)/i
  for (let i = k - 1; i >= n - 1; i--) {
    expected += weight * (sorted[i] as number);
    weight *= (i - n + 1) / i;
  }
  return expected;
}
