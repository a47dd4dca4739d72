import { describe, expect, it } from "vitest";
import { countOrderedPairs } from "@/lib/statistics/count-ordered-pairs";
import { pairsFromRanking, pairsFromScores } from "@/lib/statistics/ranked-pairs";

describe("pairs", () => {
  it("a ranking of k responses without ties gives k(k−1)/2 pairs, best first", () => {
    expect(pairsFromRanking([[0], [2], [1]])).toEqual([
      [0, 2],
      [0, 1],
      [2, 1],
    ]);
    expect(pairsFromRanking([[3], [1], [0], [2], [4]])).toHaveLength(10);
  });

  it("tied responses give no pair with each other, but with every other group", () => {
    expect(pairsFromRanking([[0, 1], [2]])).toEqual([
      [0, 2],
      [1, 2],
    ]);
    expect(pairsFromRanking([[0, 1, 2]])).toEqual([]);
  });

  it("unequal scores give pairs; equal and missing ones do not", () => {
    expect(pairsFromScores([5, 3, 4])).toEqual([
      [0, 1],
      [0, 2],
      [2, 1],
    ]);
    expect(pairsFromScores([2, 2, undefined])).toEqual([]);
  });

  it("counts an equal reward as half a pair", () => {
    const pairs = pairsFromScores([5, 3, 4]);
    expect(countOrderedPairs([3, 1, 2], pairs)).toBe(3);
    expect(countOrderedPairs([1, 1, 1], pairs)).toBe(1.5);
    expect(countOrderedPairs([1, 3, 2], pairs)).toBe(0);
  });
});
