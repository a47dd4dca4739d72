import type { Rng } from "@/lib/rng";

/**
 * One epoch's batches: groups in random order, packed until the next would exceed `batchSize` responses. A group stays
 * whole; one larger than `batchSize` is a batch of its own. Returns indexes of groups.
 */
export function planBatches(groupSizes: readonly number[], batchSize: number, rng: Rng): number[][] {
  const batches: number[][] = [];
  let current: number[] = [];
  let size = 0;
  for (const index of rng.shuffled(groupSizes.map((_, i) => i))) {
    const next = groupSizes[index] as number;
    if (current.length > 0 && size + next > batchSize) {
      batches.push(current);
      current = [];
      size = 0;
    }
    current.push(index);
    size += next;
  }
  if (current.length > 0) batches.push(current);
  return batches;
}
