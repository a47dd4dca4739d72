import { expect, it } from "vitest";
import { samplingParametersSchema, type Completion } from "@/lib/contracts/sampling";
import { drawDistinct } from "@/trainer/worker/draw-distinct";

const parameters = samplingParametersSchema.parse({ seed: 5 });

function completion(text: string): Completion {
  return { text, tokenIds: [1], logprobs: [-1], finishReason: "stop" };
}

/** Answers with the texts in order. */
function teller(texts: readonly string[]) {
  const seeds: number[] = [];
  return {
    seeds,
    draw: ({ seed }: { seed: number }) => {
      seeds.push(seed);
      return Promise.resolve(completion(texts[seeds.length - 1] ?? "the end"));
    },
  };
}

it("draws duplicates again until all are different", async () => {
  const { draw, seeds } = teller(["a", "a ", "b", "", "c", "d"]);
  const drawn = await drawDistinct({ count: 4, parameters, position: 0, draw });
  expect(drawn.map(({ text }) => text)).toEqual(["a", "b", "c", "d"]);
  expect(new Set(seeds).size).toBe(6);
});

it("redraws three times, then keeps each text once", async () => {
  const { draw, seeds } = teller(Array.from({ length: 20 }, () => "same"));
  const drawn = await drawDistinct({ count: 2, parameters, position: 0, draw });
  expect(new Set(drawn.map(({ text }) => text))).toEqual(new Set(["same"]));
  expect(seeds).toHaveLength(2 + 3);
});

it("asks a greedy policy once", async () => {
  const { draw, seeds } = teller(["only"]);
  const drawn = await drawDistinct({
    count: 4,
    parameters: { ...parameters, temperature: 0 },
    position: 0,
    draw,
  });
  expect(drawn).toHaveLength(1);
  expect(seeds).toHaveLength(1);
});

it("uses the same seeds for the same round and prompt, others for another prompt", async () => {
  const [first, again, other] = [teller(["a", "b"]), teller(["a", "b"]), teller(["a", "b"])];
  await drawDistinct({ count: 2, parameters, position: 3, draw: first.draw });
  await drawDistinct({ count: 2, parameters, position: 3, draw: again.draw });
  await drawDistinct({ count: 2, parameters, position: 4, draw: other.draw });
  expect(again.seeds).toEqual(first.seeds);
  expect(other.seeds.some((seed) => first.seeds.includes(seed))).toBe(false);
});
