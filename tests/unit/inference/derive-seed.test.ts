import { describe, expect, it } from "vitest";
import { deriveSeed } from "@/lm/inference/derive-seed";

describe("deriveSeed", () => {
  it("gives every path a seed of its own, always the same", () => {
    const seeds = new Set<number>();
    for (let seed = 0; seed < 20; seed++) {
      for (let prompt = 0; prompt < 20; prompt++) {
        for (let sample = 0; sample < 20; sample++) seeds.add(deriveSeed(seed, prompt, sample));
      }
    }
    expect(seeds.size).toBe(8000);
    expect(deriveSeed(3, 1, 4)).toBe(deriveSeed(3, 1, 4));
    expect(deriveSeed(3, 1, 4)).not.toBe(deriveSeed(3, 4, 1));
  });

  it("gives whole numbers that a seed may be", () => {
    for (let i = 0; i < 1000; i++) {
      const seed = deriveSeed(Number.MAX_SAFE_INTEGER - i, i);
      expect(Number.isSafeInteger(seed) && seed >= 0).toBe(true);
    }
  });

  it("leaves the seed alone without a path", () => {
    expect(deriveSeed(42)).toBe(42);
  });
});
