import { describe, expect, it } from "vitest";
import { batchesByLength } from "@/lm/inference/sequence-batch";

describe("batchesByLength", () => {
  it("puts similar lengths together, never more tokens than allowed, padding included", () => {
    const lengths = [3, 100, 5, 98, 4, 7];
    const batches = batchesByLength(lengths, 200);
    expect(batches).toEqual([
      [1, 3],
      [5, 2, 4, 0],
    ]);
    for (const batch of batches) {
      const longest = Math.max(...batch.map((index) => lengths[index] ?? 0));
      expect(longest * batch.length).toBeLessThanOrEqual(200);
    }
  });

  it("gives what is longer than allowed a batch of its own", () => {
    expect(batchesByLength([500, 10], 200)).toEqual([[0], [1]]);
    expect(batchesByLength([], 200)).toEqual([]);
  });
});
