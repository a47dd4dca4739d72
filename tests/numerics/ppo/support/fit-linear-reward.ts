import { meanAndDeviation } from "@/lib/statistics/mean-and-deviation";
import { VOCABULARY } from "@/tests/numerics/ppo/support/tabular-task";

/**
 * A reward model for the tabular task: ridge regression of labels on token counts, normalised to mean 0 and deviation 1
 * on the episodes that it was fitted to.
 */
export function fitLinearReward(
  episodes: readonly (readonly number[])[],
  labels: readonly number[],
): (tokenIds: readonly number[]) => number {
  const rows = episodes.map(tokenCounts);
  const center = meanAndDeviation(labels).mean;
  const system = Array.from({ length: VOCABULARY }, (_, i) => [
    ...Array.from(
      { length: VOCABULARY },
      (_, j) => sum(rows, (row) => at(row, i) * at(row, j)) + (i === j ? 1 : 0),
    ),
    sum(rows, (row, r) => at(row, i) * ((labels[r] as number) - center)),
  ]);
  const weights = solve(system);
  const raw = (tokenIds: readonly number[]) =>
    tokenIds.reduce((total, token) => total + at(weights, token), 0);
  const { mean, deviation } = meanAndDeviation(episodes.map(raw));
  return (tokenIds) => (raw(tokenIds) - mean) / deviation;
}

function tokenCounts(tokenIds: readonly number[]): number[] {
  const counts = new Array<number>(VOCABULARY).fill(0);
  for (const token of tokenIds) counts[token] = at(counts, token) + 1;
  return counts;
}

/** Gauss–Jordan elimination of a positive definite system with its right side as last column. */
function solve(system: number[][]): number[] {
  system.forEach((pivotRow, p) => {
    const pivot = at(pivotRow, p);
    for (let c = 0; c < pivotRow.length; c++) pivotRow[c] = at(pivotRow, c) / pivot;
    system.forEach((row, r) => {
      if (r === p) return;
      const factor = at(row, p);
      for (let c = 0; c < row.length; c++) row[c] = at(row, c) - factor * at(pivotRow, c);
    });
  });
  return system.map((row) => row.at(-1) as number);
}

function at(values: readonly number[], index: number): number {
  return values[index] as number;
}

function sum(rows: readonly number[][], term: (row: number[], index: number) => number): number {
  return rows.reduce((total, row, index) => total + term(row, index), 0);
}
