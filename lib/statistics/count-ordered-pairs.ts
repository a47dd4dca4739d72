import type { RankedPair } from "@/lib/statistics/ranked-pairs";

/** How many pairs the rewards order as people did; an equal reward counts half. */
export function countOrderedPairs(rewards: ArrayLike<number>, pairs: readonly RankedPair[]): number {
  let ordered = 0;
  for (const [better, worse] of pairs) {
    const difference = (rewards[better] as number) - (rewards[worse] as number);
    ordered += difference > 0 ? 1 : difference === 0 ? 0.5 : 0;
  }
  return ordered;
}
