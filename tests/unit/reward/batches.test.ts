import { describe, expect, it } from "vitest";
import type { PreferenceRecord } from "@/lib/contracts/preference-data";
import { Rng } from "@/lib/rng";
import { targetsOf, type EncodedGroup } from "@/trainer/reward/encoded-group";
import { groupPreferences } from "@/trainer/reward/group-preferences";
import { parsePreference } from "@/trainer/reward/parse-preference";
import { planBatches } from "@/trainer/reward/plan-batches";
import { planMicrobatches } from "@/trainer/reward/plan-microbatches";
import { splitGroups } from "@/trainer/reward/split-groups";

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
    expect(groups[0]?.records).toEqual([
      { responses: [0, 1], pairs: [{ better: 0, worse: 1, margin: 0 }], ranking: [[0], [1]] },
      { responses: [1, 2], pairs: [{ better: 1, worse: 2, margin: 0.5 }], ranking: [[1], [2]] },
    ]);
  });

  it("does not join records for having no prompt, nor those that only begin alike", () => {
    const pairs = ["I think", "The", "I think", "Sure, I"].flatMap((start, i) => [
      { chosen: `${start} good ${i}`, rejected: `${start} bad ${i}` },
      { prompt: "", chosen: `good ${i}`, rejected: `bad ${i}` },
    ]);
    expect(groupPreferences(pairs.map(parsePreference))).toHaveLength(pairs.length);
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
    const pairsOf = (one: PreferenceRecord) => groupPreferences([one])[0]?.records[0]?.pairs;
    expect(pairsOf(ranked)).toEqual([{ better: 0, worse: 1, margin: 0 }]);
    expect(pairsOf(record)).toEqual([{ better: 1, worse: 0, margin: 0 }]);
    const other = { ...record, responses: [{ text: "x", score: 2 }] };
    expect(groupPreferences([record, other])[0]?.responses.map(({ score }) => score)).toEqual([1.5, 5]);
  });
});

describe("splitGroups", () => {
  const pair = (better: number, worse: number) => ({
    responses: [better, worse],
    pairs: [{ better, worse, margin: 0 }],
    ranking: [[better], [worse]],
  });
  const group = (records: EncodedGroup["records"], responses: number): EncodedGroup => {
    const scores = Array.from({ length: responses }, (_, i) => i / 10);
    const sequences = Array.from({ length: responses }, (_, i) => Int32Array.of(i));
    return { sequences, records, targets: targetsOf(scores, records) };
  };

  it("cuts a prompt's thousands of comparisons between its records into parts of a batch each", () => {
    const many = group(
      Array.from({ length: 1000 }, (_, i) => pair(2 * i + 1, 2 * i)),
      2000,
    );
    const parts = splitGroups([many], 8);
    expect(parts).toHaveLength(250);
    for (const { sequences, targets } of parts) {
      expect(sequences).toHaveLength(8);
      expect(targets.pairs).toHaveLength(4);
      expect(targets.rankings).toHaveLength(4);
      for (const { better, worse } of targets.pairs) {
        expect((sequences[better]?.[0] as number) - 1).toBe(sequences[worse]?.[0]);
        expect(targets.standardisedScores[better]).toBe((sequences[better]?.[0] as number) / 10);
      }
    }
    const read = parts.flatMap(({ sequences }) => sequences.map((sequence) => sequence[0] as number));
    expect(read.sort((a, b) => a - b)).toEqual(Array.from({ length: 2000 }, (_, i) => i));
    const steps = planBatches(
      parts.map(({ sequences }) => sequences.length),
      8,
      Rng.fromSeed(0),
    );
    expect(steps).toHaveLength(250);
  });

  it("keeps a record whole, however large, and repeats a response that several parts speak of", () => {
    const large = {
      responses: [0, 1, 2, 3, 4],
      pairs: [{ better: 0, worse: 4, margin: 0 }],
      ranking: [[0], [1, 2, 3], [4]],
    };
    const parts = splitGroups([group([pair(4, 5), large, pair(0, 5)], 6)], 3);
    expect(parts.map(({ sequences }) => sequences.map((sequence) => sequence[0]))).toEqual([
      [4, 5],
      [0, 1, 2, 3, 4],
      [0, 5],
    ]);
    expect(parts[1]?.targets.rankings).toEqual([[[0], [1, 2, 3], [4]]]);
  });

  it("leaves what fits as it is", () => {
    const small = group([pair(0, 1)], 2);
    expect(splitGroups([small], 2)[0]).toBe(small);
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
