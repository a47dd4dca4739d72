import { expect, it } from "vitest";
import { Rng } from "@/lib/rng";
import { PromptCursor } from "@/trainer/ppo/prompt-cursor";

it("every prompt comes once before any comes twice, in another order each time", () => {
  const cursor = new PromptCursor(7, Rng.fromSeed(1));
  const passes = Array.from({ length: 3 }, () => cursor.next(7));
  for (const pass of passes) expect([...pass].sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(passes[0]).not.toEqual(passes[1]);
});

it("goes on from its state with the prompts that an unbroken one would give (item 19)", () => {
  const cursor = new PromptCursor(5, Rng.fromSeed(2));
  cursor.next(8);
  const state = structuredClone(cursor.state);
  const expected = cursor.next(20);
  const other = new PromptCursor(5, Rng.fromSeed(99));
  other.restore(state);
  expect(other.next(20)).toEqual(expected);
});

it("serves batches larger than the number of prompts", () => {
  expect(new PromptCursor(2, Rng.fromSeed(1)).next(5)).toHaveLength(5);
});
