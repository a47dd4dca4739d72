import { int32Tensor, int64Tensor, type Feeds } from "@/lm/inference/session";

/** Whole sequences of different length, padded on the right: the inputs of a graph without a cache. */
export function sequenceBatch(sequences: readonly (readonly number[])[]): { feeds: Feeds; time: number } {
  const time = sequences.reduce((most, sequence) => Math.max(most, sequence.length), 0);
  const padded = sequences.flatMap((ids) => [...ids, ...new Array<number>(time - ids.length).fill(0)]);
  return {
    time,
    feeds: {
      input_ids: int64Tensor(padded, [sequences.length, time]),
      last_positions: int32Tensor(
        sequences.map((ids) => ids.length - 1),
        [sequences.length],
      ),
      total_length: int32Tensor([time], [1]),
    },
  };
}

/**
 * Groups items of similar length so that little padding is computed: at most `limit` tokens a batch, padding included,
 * unless one item alone is longer. Indexes into `lengths`.
 */
export function batchesByLength(lengths: readonly number[], limit: number): number[][] {
  const order = lengths.map((_, index) => index).sort((a, b) => (lengths[b] ?? 0) - (lengths[a] ?? 0));
  const batches: number[][] = [];
  let longest = 0;
  for (const index of order) {
    const batch = batches.at(-1);
    if (batch && (batch.length + 1) * longest <= limit) batch.push(index);
    else {
      batches.push([index]);
      longest = lengths[index] ?? 0;
    }
  }
  return batches;
}
