import { describe, expect, it } from "vitest";
import { explainedVariance } from "@/trainer/ppo/explained-variance";

describe("explained variance (item 18)", () => {
  it("is 1 for perfect values, 0 for a constant, negative for worse, over ragged sequences", () => {
    const returns = [[1, 2], [3]];
    expect(explainedVariance(returns, returns)).toBe(1);
    expect(explainedVariance([[2, 2], [2]], returns)).toBe(0);
    expect(explainedVariance([[3, 2], [1]], returns)).toBeCloseTo(-3, 12);
    expect(explainedVariance([[1.5, 2], [2.5]], returns)).toBeCloseTo(0.75, 12);
  });

  it("is 0 where returns do not vary", () => {
    expect(explainedVariance([[1, 2]], [[5, 5]])).toBe(0);
  });
});
