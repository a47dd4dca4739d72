import { describe, expect, it } from "vitest";
import { DEFAULT_RUBRIC } from "@/drizzle/seed/default-rubric";
import { rubricSchema } from "@/lib/contracts/rubric";
import { Rng } from "@/lib/rng";
import { judgeByRule } from "@/server/services/simulation/judge-by-rule";
import { findRule } from "@/server/services/simulation/judging-rules";

const utilityOf = (rule: string, response: string) => findRule(rule).utility({ prompt: "", response });

describe("judging rules", () => {
  it("give utilities from 0 to 1 in the order that their names say", () => {
    expect(utilityOf("shorter", Array(40).fill("word").join(" "))).toBeCloseTo(Math.exp(-1), 10);
    expect(utilityOf("shorter", "一二三")).toBeCloseTo(Math.exp(-3 / 40), 10);
    expect(utilityOf("longer", "one two")).toBeLessThan(utilityOf("longer", "one two three"));
    expect(utilityOf("polite", "Of course, thank you for asking.")).toBe(0.75);
    expect(utilityOf("polite", "No.")).toBe(0);
    expect(utilityOf("contains:Rain", "It rains.")).toBe(1);
    expect(utilityOf("contains:Rain", "It snows.")).toBe(0);
    expect(utilityOf("finished", "It ends.")).toBeGreaterThan(utilityOf("finished", "It does not"));
    expect(() => findRule("contains:")).toThrow(/no rule/);
  });

  it("become a complete judgment: equal utilities tie, 0 scores 1 and 1 scores 5", () => {
    const [a, b, c] = ["a", "b", "c"].map((id) => id.repeat(8)) as [string, string, string];
    const judgment = judgeByRule({
      claimId: crypto.randomUUID(),
      prompt: "?",
      responses: [
        { id: a, text: "no" },
        { id: b, text: "yes, x" },
        { id: c, text: "also x" },
      ],
      rubric: DEFAULT_RUBRIC,
      rule: findRule("contains:x"),
      noise: 0,
      rng: Rng.fromSeed(1),
    });
    expect(judgment.ranking).toEqual([[b, c], [a]]);
    expect(judgment.scores).toHaveLength(12);
    expect(judgment.scores.filter((score) => score.responseId === a).map((score) => score.value)).toEqual([
      1, 1, 1, 1,
    ]);
    expect(judgment.scores.filter((score) => score.responseId === b).map((score) => score.value)).toEqual([
      5, 5, 5, 5,
    ]);
  });
});

describe("the default rubric", () => {
  it("is a valid rubric", () => {
    expect(rubricSchema.parse(DEFAULT_RUBRIC).map((dimension) => dimension.key)).toEqual([
      "accuracy",
      "relevance",
      "naturalness",
      "conciseness",
    ]);
  });
});
