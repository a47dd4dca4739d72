import { describe, expect, it } from "vitest";
import { whiten } from "@/trainer/ppo/whiten";

const matrix = [
  [1.2, 1.3, 1.4],
  [1.5, 1.6, 1.7],
  [1.8, 1.9, 2.0],
];

describe("whiten (item 10)", () => {
  it.each([
    { unbiased: false, first: 0.0508, last: 3.1492 },
    { unbiased: true, first: 0.1394, last: 3.0606 },
  ])(
    "without mean shift, unbiased variance $unbiased: first $first, last $last",
    ({ unbiased, first, last }) => {
      const out = whiten(matrix, { shiftMean: false, unbiased });
      expect(out[0]?.[0]).toBeCloseTo(first, 4);
      expect(out[2]?.[2]).toBeCloseTo(last, 4);
    },
  );

  it("counts real tokens only: a ragged batch has mean 0 and variance 1 over its tokens together", () => {
    const tokens = whiten([[3], [1, 5, 2], [0, 0]]).flatMap((sequence) => Array.from(sequence));
    const mean = tokens.reduce((a, b) => a + b, 0) / tokens.length;
    const variance = tokens.reduce((a, b) => a + (b - mean) ** 2, 0) / (tokens.length - 1);
    expect(mean).toBeCloseTo(0, 12);
    expect(variance).toBeCloseTo(1, 6);
  });

  it("gives 0, not NaN, for a batch that does not vary", () => {
    expect(whiten([[2, 2], [2]]).map((s) => Array.from(s))).toEqual([[0, 0], [0]]);
    expect(whiten([[7]]).map((s) => Array.from(s))).toEqual([[0]]);
  });
});
