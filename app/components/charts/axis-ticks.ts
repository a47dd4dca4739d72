/** Distances between ticks that people count in, within a power of ten. */
const STEPS = [1, 2, 2.5, 5, 10];
const INTERVALS = 3;

/** Round numbers, at most five, from below the smallest value to above the largest; without finite values none. */
export function axisTicks(values: readonly number[]): number[] {
  const finite = values.filter(Number.isFinite);
  if (finite.length === 0) return [];
  const low = finite.reduce((least, value) => Math.min(least, value), Infinity);
  const high = finite.reduce((most, value) => Math.max(most, value), -Infinity);
  const step = roundStep(high > low ? (high - low) / INTERVALS : Math.abs(low) || 1);
  const first = Math.floor(low / step + 1e-9);
  const last = Math.max(Math.ceil(high / step - 1e-9), first + 1);
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

function roundStep(atLeast: number): number {
  const power = 10 ** Math.floor(Math.log10(atLeast));
  return (STEPS.find((step) => step * power >= atLeast * (1 - 1e-9)) ?? 10) * power;
}
