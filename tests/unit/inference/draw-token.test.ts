import { describe, expect, it } from "vitest";
import { Rng } from "@/lib/rng";
import { drawToken, type DrawOptions } from "@/lm/inference/draw-token";

const ALL: DrawOptions = { greedy: false, topK: 0, topP: 1 };
// token 1 is the likeliest
const FOUR = Float32Array.of(0.25, 0.5, 0.125, 0.125);

const draw = (uniform: number, options: Partial<DrawOptions> = {}, probabilities = FOUR) =>
  drawToken(probabilities, { ...ALL, ...options }, uniform).tokenId;

describe("drawToken", () => {
  it("follows the cumulative distribution in the order of the ids", () => {
    expect([0, 0.2499, 0.25, 0.7499, 0.75, 0.8749, 0.875, 0.9999].map((u) => draw(u))).toEqual([
      0, 0, 1, 1, 2, 2, 3, 3,
    ]);
  });

  it("tells the log-probability in the whole distribution, whatever was cut", () => {
    for (const options of [{}, { topK: 1 }, { topP: 0.3 }, { greedy: true }]) {
      const { tokenId, logprob } = drawToken(FOUR, { ...ALL, ...options }, 0.3);
      expect(tokenId).toBe(1);
      expect(logprob).toBeCloseTo(Math.log(0.5), 12);
    }
  });

  it("keeps the k likeliest, renormalised, likeliest first, lower ids first among equals", () => {
    // 1: 2/3, 0: 1/3
    expect([0, 0.66, 0.67, 0.99].map((u) => draw(u, { topK: 2 }))).toEqual([1, 1, 0, 0]);
    // 1: 4/7, 0: 2/7, 2: 1/7
    expect([0.57, 0.58, 0.85, 0.86, 0.999].map((u) => draw(u, { topK: 3 }))).toEqual([1, 0, 0, 2, 2]);
    expect(draw(0.999, { topK: 4 })).toBe(3);
    expect(draw(0.999, { topK: 100 })).toBe(3);
  });

  it("keeps the smallest set that reaches top-p, the token that crosses it included", () => {
    expect([0, 0.999].map((u) => draw(u, { topP: 0.5 }))).toEqual([1, 1]);
    expect([0.66, 0.67].map((u) => draw(u, { topP: 0.51 }))).toEqual([1, 0]);
    expect(draw(0.999, { topP: 0.76 })).toBe(2);
    expect(draw(0.999, { topP: 1e-9 })).toBe(1);
  });

  it("counts top-p within what top-k left", () => {
    // of the three kept (7/8 together) 0.6 is 0.525: tokens 1 and 0
    expect(draw(0.999, { topK: 3, topP: 0.6 })).toBe(0);
    // 0.5 of them is 0.4375: token 1 alone
    expect(draw(0.999, { topK: 3, topP: 0.5 })).toBe(1);
  });

  it("takes the likeliest token when greedy, the lowest id among equals", () => {
    expect(draw(0.999, { greedy: true })).toBe(1);
    expect(draw(0.5, { greedy: true }, Float32Array.of(0.4, 0.1, 0.4, 0.1))).toBe(0);
  });

  it("never draws an impossible token, also where rounding leaves the sum short of 1", () => {
    const short = Float32Array.of(0, 0.5, 0.4999, 0, 0);
    expect(draw(0.99999, {}, short)).toBe(2);
    expect(draw(0, {}, short)).toBe(1);
    expect(draw(0.99999, { topK: 4 }, short)).toBe(2);
  });

  it.each([
    ["all tokens", ALL, [0.25, 0.5, 0.125, 0.125]],
    ["top-k 3", { ...ALL, topK: 3 }, [2 / 7, 4 / 7, 1 / 7, 0]],
    ["top-p 0.7", { ...ALL, topP: 0.7 }, [1 / 3, 2 / 3, 0, 0]],
  ])("draws %s with the right frequencies (chi-square, 99.9 %)", (_, options, expected) => {
    const rng = Rng.fromSeed(17);
    const draws = 40_000;
    const counts = [0, 0, 0, 0];
    for (let i = 0; i < draws; i++) {
      const { tokenId } = drawToken(FOUR, options, rng.uniform());
      counts[tokenId] = (counts[tokenId] ?? 0) + 1;
    }
    const chiSquare = expected.reduce((sum, p, id) => {
      const count = counts[id] ?? 0;
      if (p === 0) expect(count).toBe(0);
      return p === 0 ? sum : sum + (count - draws * p) ** 2 / (draws * p);
    }, 0);
    // 99.9 % quantile with 3 degrees of freedom
    expect(chiSquare).toBeLessThan(16.27);
  });

  it("agrees with sorting everything, on a large vocabulary", () => {
    const rng = Rng.fromSeed(5);
    const weights = Float32Array.from({ length: 5000 }, () => Math.exp(4 * rng.normal()));
    const sum = weights.reduce((a, b) => a + b, 0);
    const probabilities = weights.map((w) => w / sum);
    const sorted = [...probabilities.keys()].sort(
      (a, b) => (probabilities[b] ?? 0) - (probabilities[a] ?? 0) || a - b,
    );
    for (const topK of [1, 7, 100, 4999]) {
      const kept = sorted.slice(0, topK);
      const total = kept.reduce((s, id) => s + (probabilities[id] ?? 0), 0);
      for (let i = 0; i < 50; i++) {
        const uniform = rng.uniform();
        let reached = 0;
        const expected = kept.find((id) => (reached += probabilities[id] ?? 0) > uniform * total);
        expect(draw(uniform, { topK }, probabilities)).toBe(expected);
      }
    }
  });
});
