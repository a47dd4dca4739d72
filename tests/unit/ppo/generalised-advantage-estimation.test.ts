import { describe, expect, it } from "vitest";
import { generalisedAdvantageEstimation } from "@/trainer/ppo/generalised-advantage-estimation";

const sequence = { rewards: [-0.01, 0.02, -0.03, 1], values: [0.5, 0.6, 0.55, 0.7], discount: 1 };

function expectClose(actual: ArrayLike<number>, expected: number[]): void {
  expect(actual.length).toBe(expected.length);
  expected.forEach((value, i) => expect(actual[i]).toBeCloseTo(value, 6));
}

describe("generalised advantage estimation (item 9)", () => {
  it("gives the reference's advantages and unwhitened returns at λ = .95", () => {
    const { advantages, returns } = generalisedAdvantageEstimation({ ...sequence, lambda: 0.95 });
    // exact: .42701225 and .92701225 (the reference prints three to six digits)
    expectClose(advantages, [0.42701225, 0.35475, 0.405, 0.3]);
    expectClose(returns, [0.92701225, 0.95475, 0.955, 1]);
  });

  it("gives the reference's advantages at λ = 1", () => {
    const { advantages, returns } = generalisedAdvantageEstimation({ ...sequence, lambda: 1 });
    expectClose(advantages, [0.48, 0.39, 0.42, 0.3]);
    expectClose(returns, [0.98, 0.99, 0.97, 1]);
  });

  it("discounts: with γ = .5, λ = 1 the return is the discounted sum of rewards", () => {
    const { returns } = generalisedAdvantageEstimation({ ...sequence, discount: 0.5, lambda: 1 });
    expectClose(returns, [-0.01 + 0.01 - 0.0075 + 0.125, 0.02 - 0.015 + 0.25, -0.03 + 0.5, 1]);
  });
});
