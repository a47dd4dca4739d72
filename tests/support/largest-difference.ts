/** Largest difference of two records' numbers; NaN where one lacks what the other has. */
export function largestDifference(
  a: Readonly<Record<string, number>>,
  b: Readonly<Record<string, number>>,
): number {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return Math.max(...Array.from(names, (name) => Math.abs((a[name] ?? NaN) - (b[name] ?? NaN))));
}
