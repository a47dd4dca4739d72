import { expect, it } from "vitest";
import { flatten, perRollout, type Rollout } from "@/trainer/ppo/rollout";

function rollout(length: number): Rollout {
  return {
    promptTokenIds: [1],
    tokenIds: Array.from({ length }, (_, t) => t),
    samplerLogprobs: new Float32Array(length),
    ended: true,
  };
}

it("flat token arrays and arrays per rollout are each other's inverse, of ragged rollouts", () => {
  const rollouts = [rollout(3), rollout(1), rollout(2)];
  const perSequence = perRollout([1, 2, 3, 4, 5, 6], rollouts);
  expect(perSequence.map((values) => Array.from(values))).toEqual([[1, 2, 3], [4], [5, 6]]);
  expect(Array.from(flatten(perSequence, [0, 1, 2]))).toEqual([1, 2, 3, 4, 5, 6]);
  expect(Array.from(flatten(perSequence, [2, 0]))).toEqual([5, 6, 1, 2, 3]);
});
