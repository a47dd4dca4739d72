import { describe, expect, it } from "vitest";
import { Rng } from "@/lib/rng";
import type { EncodedGroup } from "@/trainer/reward/encoded-group";
import { setAsidePrompts } from "@/trainer/reward/set-aside-prompts";

function groups(count: number, pairs = 1): EncodedGroup[] {
  return Array.from({ length: count }, () => ({
    sequences: [[1], [2]],
    records: [],
    targets: {
      standardisedScores: [undefined, undefined],
      pairs: Array.from({ length: pairs }, () => ({ better: 0, worse: 1, margin: 0 })),
      rankings: [],
    },
  }));
}

describe("the prompts that choose the epoch", () => {
  it.each([
    [40, 4],
    [64, 6],
    [10_000, 256],
  ])("are a tenth of those that have pairs, and not trained on: of %d, %d", (count, expected) => {
    const all = [...groups(count), ...groups(7, 0)];
    const { train, selection } = setAsidePrompts(all, Rng.fromSeed(1));
    expect(selection).toHaveLength(expected);
    expect(selection.every(({ targets }) => targets.pairs.length > 0)).toBe(true);
    expect(new Set([...train, ...selection])).toEqual(new Set(all));
    expect(train).toHaveLength(all.length - expected);
  });

  it("are none where there are few: all are trained on", () => {
    const all = [...groups(39), ...groups(20, 0)];
    expect(setAsidePrompts(all, Rng.fromSeed(1))).toEqual({ train: all, selection: [] });
  });

  it("are others with another seed, the same with the same", () => {
    const all = groups(100);
    const chosen = (seed: number) =>
      setAsidePrompts(all, Rng.fromSeed(seed)).selection.map((group) => all.indexOf(group));
    expect(chosen(1)).toEqual(chosen(1));
    expect(chosen(1)).not.toEqual(chosen(2));
  });
});
