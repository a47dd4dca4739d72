import { describe, expect, it } from "vitest";
import { Rng } from "@/lib/rng";
import { groupPreferences } from "@/trainer/reward/group-preferences";
import { parsePreference } from "@/trainer/reward/parse-preference";
import { planBatches } from "@/trainer/reward/plan-batches";
import { planMicrobatches } from "@/trainer/reward/plan-microbatches";

describe("groupPreferences (item 14)", () => {
  it("joins all records of a prompt, so that all its pairs stay in one batch", () => {
    const groups = groupPreferences(
      [
        { prompt: "a", chosen: "x", rejected: "y" },
        { prompt: "b", chosen: "x", rejected: "y" },
        { prompt: "a", chosen: "y", rejected: "z", margin: 0.5 },
      ].map(parsePreference),
    );
    expect(groups).toHaveLength(2);
    expect(groups[0]?.responses.map(({ text }) => text)).toEqual(["x", "y", "z"]);
    expect(groups[0]?.pairs).toEqual([
      { better: 0, worse: 1, margin: 0 },
      { better: 1, worse: 2, margin: 0.5 },
    ]);
    expect(groups[0]?.rankings).toEqual([
      [[0], [1]],
      [[1], [2]],
    ]);
  });

  it("takes pairs from the ranking where there is one, else from unequal scores; scores of one text are averaged", () => {
    const record = {
      promptKey: "p",
      messages: [{ role: "user" as const, content: "a" }],
      responses: [
        { text: "x", score: 1 },
        { text: "y", score: 5 },
      ],
      synthetic: false,
      judgmentIds: [],
    };
    const ranked = { ...record, ranking: [[0], [1]] };
    expect(groupPreferences([ranked])[0]?.pairs).toEqual([{ better: 0, worse: 1, margin: 0 }]);
    expect(groupPreferences([record])[0]?.pairs).toEqual([{ better: 1, worse: 0, margin: 0 }]);
    const other = { ...record, responses: [{ text: "x", score: 2 }] };
    expect(groupPreferences([record, other])[0]?.responses.map(({ score }) => score)).toEqual([1.5, 5]);
  });
});

describe("planBatches", () => {
  it("keeps groups whole, fills batches up to their size, and covers every group once", () => {
    const sizes = [3, 3, 4, 2, 9, 1, 3];
    const batches = planBatches(sizes, 8, Rng.fromSeed(1));
    expect(batches.flat().sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
    for (const batch of batches) {
      const size = batch.reduce((sum, group) => sum + (sizes[group] as number), 0);
      expect(size <= 8 || batch.length === 1).toBe(true);
    }
  });
});

describe("planMicrobatches", () => {
  it("is one part in the given order where everything fits", () => {
    expect(planMicrobatches([3, 9, 5], 27)).toEqual([[0, 1, 2]]);
    expect(planMicrobatches([], 10)).toEqual([]);
  });

  it("puts like lengths together, never more cells than allowed but for a single longer sequence", () => {
    const lengths = [10, 100, 12, 90, 11, 300];
    const parts = planMicrobatches(lengths, 200);
    expect(parts).toEqual([[5], [1, 3], [2, 4, 0]]);
  });
});
