import { describe, expect, it } from "vitest";
import { klEstimators } from "@/trainer/ppo/kl-estimators";

describe("KL estimators (item 7)", () => {
  it.each([
    [0.5, 0.5, 0.125, 0.106531],
    [-0.5, -0.5, 0.125, 0.148721],
    [0, 0, 0, 0],
  ])("d = %f gives k1 %f, k2 %f, k3 %f", (d, k1, k2, k3) => {
    expect(klEstimators.k1(d)).toBe(k1);
    expect(klEstimators.k2(d)).toBe(k2);
    expect(klEstimators.k3(d)).toBeCloseTo(k3, 6);
  });
});
