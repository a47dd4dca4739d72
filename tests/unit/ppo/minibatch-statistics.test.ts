import { expect, it } from "vitest";
import { minibatchStatistics } from "@/trainer/ppo/minibatch-statistics";

it("equal log-probabilities give approx-KL 0, clip fraction 0, ratio 1 without variance (item 1)", () => {
  expect(minibatchStatistics([-1, -2], [-1, -2], [1, -1], 0.2)).toEqual({
    approxKl: 0,
    clipFraction: 0,
    ratio: 1,
    ratioVariance: 0,
  });
});

it("approx-KL is half the mean squared log-ratio; only tokens where the clip holds count as clipped", () => {
  const logRatios = [Math.log(1.5), Math.log(1.5), Math.log(0.5), Math.log(1.1)];
  const { approxKl, clipFraction, ratio } = minibatchStatistics(
    logRatios.map((r) => r - 1),
    [-1, -1, -1, -1],
    [1, -1, -1, 1],
    0.2,
  );
  expect(approxKl).toBeCloseTo(logRatios.reduce((sum, r) => sum + r * r, 0) / 8, 12);
  // (1, 1.5) and (−1, .5) are held; (−1, 1.5) is not, 1.1 is inside
  expect(clipFraction).toBe(0.5);
  expect(ratio).toBeCloseTo((1.5 + 1.5 + 0.5 + 1.1) / 4, 12);
});
