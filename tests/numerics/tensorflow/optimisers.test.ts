import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { pytorchFixture } from "@/tests/numerics/tensorflow/pytorch-fixture";
import { testNumbers, testTensor } from "@/tests/numerics/tensorflow/finite-differences";
import { loadTensorflow } from "@/trainer/tensorflow/load-tensorflow";
import {
  ADAMW_DEFAULTS,
  applyAdam,
  initAdamW,
  restoreAdamW,
  updateAdamW,
} from "@/trainer/tensorflow/optimisers/adamw";
import {
  addGradients,
  clipGradientNorm,
  globalNorm,
} from "@/trainer/tensorflow/optimisers/clip-gradient-norm";
import { learningRateAt } from "@/trainer/tensorflow/optimisers/schedules";
import { ParameterStore } from "@/trainer/tensorflow/parameters";

beforeAll(async () => {
  await loadTensorflow();
});

function variables(entries: Record<string, tf.TensorLike>): Map<string, tf.Variable> {
  return new Map(Object.entries(entries).map(([name, value]) => [name, tf.variable(tf.tensor(value))]));
}

function tensors(entries: Record<string, tf.TensorLike>): Map<string, tf.Tensor> {
  return new Map(Object.entries(entries).map(([name, value]) => [name, tf.tensor(value)]));
}

const numbers = (tensor: tf.Tensor | undefined) => Array.from(tensor?.dataSync() ?? []);

describe("AdamW", () => {
  it("moves by 9.09e-6 in step 1 with lr = ε = 1e-5 and g = 1e-4: ε outside of the corrected root", () => {
    const parameters = variables({ weight: [0] });
    updateAdamW(initAdamW(parameters), parameters, tensors({ weight: [1e-4] }), 1e-5, { epsilon: 1e-5 });
    expect(numbers(parameters.get("weight"))[0]).toBeCloseTo(-9.0909e-6, 9);
  });

  it("takes PyTorch's first three steps, bias spared from decay", () => {
    const { settings, start, gradients, after } = pytorchFixture().adamw;
    const parameters = variables(start);
    const state = initAdamW(parameters);
    gradients.forEach((gradient, step) => {
      updateAdamW(state, parameters, tensors(gradient), settings.learningRate, settings);
      for (const name of ["matrix", "bias"] as const) {
        const expected = [after[step]?.[name]].flat(2) as number[];
        numbers(parameters.get(name)).forEach((value, i) => expect(value).toBeCloseTo(expected[i] ?? NaN, 6));
      }
    });
  });

  it("gives the same by TensorFlow's kernel and by plain operations", () => {
    const inPlace = variables({ w: [Array.from(testNumbers(50, 1))] });
    const plain = variables({ w: [Array.from(testNumbers(50, 1))] });
    const [stateA, stateB] = [initAdamW(inPlace), initAdamW(plain)];
    for (let step = 1; step <= 5; step++) {
      const gradient = testTensor([1, 50], step + 1);
      updateAdamW(stateA, inPlace, new Map([["w", gradient]]), 0.01);
      const [variable, first, second] = [plain, stateB.first, stateB.second].map((map) => map.get("w"));
      if (!variable || !first || !second) throw new Error("no slot");
      applyAdam({ variable, first, second, gradient }, step, 0.01, ADAMW_DEFAULTS);
    }
    numbers(inPlace.get("w")).forEach((value, i) =>
      expect(value).toBeCloseTo(numbers(plain.get("w"))[i] ?? NaN, 6),
    );
  });

  it("updates in place only what it owns: the array that a parameter was made from stays as it was", () => {
    const store = new ParameterStore();
    const source = Float32Array.from(testNumbers(4096));
    store.add("w", [64, 64], source);
    const view = store.get("w").clone();
    const before = numbers(view);
    updateAdamW(initAdamW(store.entries()), store.entries(), new Map([["w", testTensor([64, 64], 2)]]), 0.1);
    expect(Array.from(source)).toEqual(before);
    expect(numbers(view)).toEqual(before);
    expect(numbers(store.get("w"))).not.toEqual(before);
    store.dispose();
  });

  it("is keyed by name: another order of parameters gives the same numbers", () => {
    const run = (names: string[]) => {
      const parameters = variables(Object.fromEntries(names.map((name) => [name, [name === "a" ? 1 : -2]])));
      const state = initAdamW(parameters);
      for (let step = 0; step < 3; step++) {
        const order = step % 2 ? [...names].reverse() : names;
        updateAdamW(
          state,
          parameters,
          tensors(Object.fromEntries(order.map((n) => [n, [n === "a" ? 0.3 : 5]]))),
          0.1,
        );
      }
      return [numbers(parameters.get("a")), numbers(parameters.get("b"))];
    };
    expect(run(["a", "b"])).toEqual(run(["b", "a"]));
  });

  it("goes on bit for bit from its saved state", () => {
    const parameters = variables({ w: Array.from(testNumbers(30)) });
    const state = initAdamW(parameters);
    const step = (by: typeof state, of: typeof parameters, seed: number) =>
      updateAdamW(by, of, new Map([["w", testTensor([30], seed)]]), 0.01, { weightDecay: 0.1 });
    step(state, parameters, 1);
    step(state, parameters, 2);
    const copy = variables({ w: numbers(parameters.get("w")) });
    const resumed = initAdamW(copy);
    const saved = (["first", "second"] as const).map((moment) => ({
      name: `${moment}/w`,
      shape: [30],
      data: Float32Array.from(numbers(state[moment].get("w"))),
    }));
    restoreAdamW(resumed, { step: state.step, tensors: saved });
    step(state, parameters, 3);
    step(resumed, copy, 3);
    expect(numbers(copy.get("w"))).toEqual(numbers(parameters.get("w")));
  });
});

describe("gradients", () => {
  it("are clipped by their global norm: (3, 4) and (12) have norm 13", () => {
    const gradients = tensors({ a: [3, 4], b: [12] });
    expect(clipGradientNorm(gradients, 6.5)).toBeCloseTo(13, 5);
    expect(globalNorm(gradients)).toBeCloseTo(6.5, 5);
    expect(numbers(gradients.get("a"))).toEqual([expect.closeTo(1.5, 5), expect.closeTo(2, 5)]);
    expect(clipGradientNorm(gradients, 100)).toBeCloseTo(6.5, 5);
    expect(numbers(gradients.get("b"))).toEqual([expect.closeTo(6, 5)]);
  });

  it("that are not finite have a norm that says so, and are not touched", () => {
    const gradients = tensors({ a: [1, NaN] });
    expect(clipGradientNorm(gradients, 1)).toBeNaN();
    expect(numbers(gradients.get("a"))[0]).toBe(1);
  });

  it("of microbatches are added by name", () => {
    const sums = tensors({ a: [1] });
    addGradients(sums, tensors({ a: [2], b: [5] }));
    expect(numbers(sums.get("a"))).toEqual([3]);
    expect(numbers(sums.get("b"))).toEqual([5]);
  });
});

describe("learning rates", () => {
  const at = (step: number, schedule: "constant" | "linear" | "cosine") =>
    learningRateAt(step, { schedule, learningRate: 1, totalSteps: 14, warmupSteps: 4, finalShare: 0.1 });

  it("rise linearly in the warm-up", () => {
    expect([0, 1, 2, 3].map((step) => at(step, "cosine"))).toEqual([0.25, 0.5, 0.75, 1]);
  });

  it("fall as the schedule says, to the final share", () => {
    expect(at(9, "constant")).toBe(1);
    expect(at(9, "linear")).toBeCloseTo(0.55, 12);
    expect(at(9, "cosine")).toBeCloseTo(0.55, 12);
    expect(at(14, "linear")).toBeCloseTo(0.1, 12);
    expect(at(14, "cosine")).toBeCloseTo(0.1, 12);
    expect(at(1000, "linear")).toBeCloseTo(0.1, 12);
  });
});
