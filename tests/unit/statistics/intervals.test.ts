import { describe, expect, it } from "vitest";
import { Rng } from "@/lib/rng";
import { bootstrapInterval } from "@/lib/statistics/bootstrap-interval";
import { clusteredShareInterval } from "@/lib/statistics/clustered-share-interval";
import { expectedMaximum } from "@/lib/statistics/expected-maximum";
import { meanAndDeviation } from "@/lib/statistics/mean-and-deviation";
import { wilsonInterval } from "@/lib/statistics/wilson-interval";

describe("Wilson interval", () => {
  it("gives the textbook bounds: 8 of 10 is [.4902, .9433]", () => {
    const { low, high } = wilsonInterval(8, 10);
    expect(low).toBeCloseTo(0.4902, 4);
    expect(high).toBeCloseTo(0.9433, 4);
  });

  it("stays inside [0, 1] and is not empty at the ends", () => {
    expect(wilsonInterval(10, 10).low).toBeCloseTo(0.7225, 4);
    expect(wilsonInterval(10, 10).high).toBe(1);
    expect(wilsonInterval(0, 10).low).toBe(0);
    expect(wilsonInterval(0, 10).high).toBeCloseTo(0.2775, 4);
    expect(wilsonInterval(0, 0)).toEqual({ low: 0, high: 1 });
  });
});

describe("bootstrap interval", () => {
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

  it("agrees with the normal theory of a mean: n = 200, σ = 1 gives ± .139", () => {
    const rng = Rng.fromSeed(1);
    const values = Array.from({ length: 200 }, () => rng.normal());
    const { deviation } = meanAndDeviation(values);
    const { low, high } = bootstrapInterval(values, mean, Rng.fromSeed(2));
    expect((high - low) / 2).toBeCloseTo((1.96 * deviation) / Math.sqrt(200), 1.5);
    expect(low).toBeLessThan(mean(values));
    expect(high).toBeGreaterThan(mean(values));
  });

  it("is the same for the same seed", () => {
    expect(bootstrapInterval([1, 2, 3, 9], mean, Rng.fromSeed(3))).toEqual(
      bootstrapInterval([1, 2, 3, 9], mean, Rng.fromSeed(3)),
    );
  });
});

describe("clustered share interval", () => {
  it("is Wilson's where every cluster is one trial", () => {
    const clusters = Array.from({ length: 10 }, (_, i) => ({ successes: i < 8 ? 1 : 0, trials: 1 }));
    expect(clusteredShareInterval(clusters)).toEqual(wilsonInterval(8, 10));
  });

  it("counts clusters whose trials all agree as one trial each", () => {
    const clusters = Array.from({ length: 10 }, (_, i) => ({ successes: i < 8 ? 6 : 0, trials: 6 }));
    const { low, high } = clusteredShareInterval(clusters);
    expect(high - low).toBeCloseTo(wilsonInterval(7.2, 9).high - wilsonInterval(7.2, 9).low, 6);
  });

  it("is no narrower than Wilson's over all trials, and knows nothing without any", () => {
    const clusters = Array.from({ length: 20 }, (_, i) => ({ successes: 1 + (i % 3), trials: 3 }));
    const wilson = wilsonInterval(39, 60);
    const clustered = clusteredShareInterval(clusters);
    expect(clustered.high - clustered.low).toBeGreaterThanOrEqual(wilson.high - wilson.low - 1e-12);
    expect(clusteredShareInterval([])).toEqual({ low: 0, high: 1 });
  });
});

describe("expected maximum", () => {
  it("is the mean for one draw, the maximum for all, and the mean of pair maxima for two", () => {
    expect(expectedMaximum([1, 2, 3, 10], 1)).toBeCloseTo(4, 12);
    expect(expectedMaximum([3, 10, 1, 2], 4)).toBe(10);
    // pairs: 2 3 10 3 10 10
    expect(expectedMaximum([1, 2, 3, 10], 2)).toBeCloseTo(38 / 6, 12);
    expect(() => expectedMaximum([1], 2)).toThrow(RangeError);
  });
});
