import { describe, expect, it } from "vitest";
import { computeRewards } from "@/trainer/ppo/compute-rewards";

const batch = {
  logprobs: [
    [-1, -2, -3],
    [-0.5, -1.5],
  ],
  referenceLogprobs: [
    [-1.5, -1, -3],
    [-1, -1],
  ],
  scores: [2, 3],
  klCoefficient: 0.1,
  missingEosPenalty: 1,
};

describe("computeRewards", () => {
  it("gives every token −β(log π − log π_ref) and the score at the last real token, full-length and short alike (item 5)", () => {
    const { rewards, klSums } = computeRewards({ ...batch, ended: [true, true] });
    expect(Array.from(rewards[0] ?? [])).toEqual([-0.05, 0.1, 2]);
    expect(Array.from(rewards[1] ?? [])).toEqual([-0.05, 3.05]);
    expect(Array.from(klSums)).toEqual([-0.5, 0]);
  });

  it("takes the missing-EOS penalty from a response that met the limit, and from no other (item 6)", () => {
    const { rewards, penalisedScores } = computeRewards({ ...batch, ended: [false, true] });
    expect(Array.from(penalisedScores)).toEqual([1, 3]);
    expect(rewards[0]?.[2]).toBe(1);
    expect(rewards[1]?.[1]).toBeCloseTo(3.05, 12);
  });

  it("refuses sequences that policy and reference did not score token for token", () => {
    expect(() =>
      computeRewards({ ...batch, referenceLogprobs: [[-1], [-1, -1]], ended: [true, true] }),
    ).toThrow(/same tokens/);
    expect(() =>
      computeRewards({
        ...batch,
        logprobs: [[], [0, 0]],
        referenceLogprobs: [[], [0, 0]],
        ended: [true, true],
      }),
    ).toThrow(/at least one/);
  });
});
