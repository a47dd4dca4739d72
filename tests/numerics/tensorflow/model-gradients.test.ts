import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import type { TinyVariant } from "@/tests/support/tiny-variants";
import { temporaryDirectory } from "@/tests/support/temporary-directory";
import { pytorchFixture } from "@/tests/numerics/tensorflow/pytorch-fixture";
import { loadModel, nextTokenLoss, writeTinyModel } from "@/tests/numerics/tensorflow/tiny-language-model";
import type { LanguageModel } from "@/trainer/tensorflow/language-model";
import { loadTensorflow } from "@/trainer/tensorflow/load-tensorflow";
import { initAdamW, updateAdamW, disposeAdamW } from "@/trainer/tensorflow/optimisers/adamw";
import {
  addGradients,
  clipGradientNorm,
  disposeGradients,
  globalNorm,
} from "@/trainer/tensorflow/optimisers/clip-gradient-norm";
import { valueAndGradients } from "@/trainer/tensorflow/value-and-gradients";

const root = temporaryDirectory();
const fixture = pytorchFixture();
const tokens = fixture.sequences.reduce((sum, { length }) => sum + length - 1, 0);
const VARIANTS = ["gpt2", "llama", "llama-untied-biased"] as const satisfies TinyVariant[];
const directories = new Map<TinyVariant, string>();

beforeAll(async () => {
  await loadTensorflow();
  for (const variant of VARIANTS) directories.set(variant, await writeTinyModel(root, variant));
});

const open = (variant: TinyVariant, precision?: "float32" | "bfloat16") =>
  loadModel(directories.get(variant) ?? "", precision);

const numbers = (tensor: tf.Tensor | undefined) => Array.from(tensor?.dataSync() ?? []);

function gradientsOf(model: LanguageModel, sequences = fixture.sequences, side: "left" | "right" = "right") {
  const { value, gradients } = valueAndGradients(
    () => nextTokenLoss(model, sequences, tokens, side),
    model.parameters.entries(),
  );
  const loss = value.dataSync()[0] ?? NaN;
  value.dispose();
  return { loss, gradients };
}

describe("gradient checkpointing", () => {
  for (const variant of VARIANTS) {
    for (const side of ["right", "left"] as const) {
      it(`gives the plain pass's loss and gradients: ${variant}, padded on the ${side}`, () => {
        const model = open(variant);
        const plain = gradientsOf(model, fixture.sequences, side);
        const recomputed = gradientsOf({ ...model, recomputeLayers: true }, fixture.sequences, side);
        expect(recomputed.loss).toBe(plain.loss);
        expect([...recomputed.gradients.keys()].sort()).toEqual([...plain.gradients.keys()].sort());
        for (const [name, gradient] of plain.gradients) {
          const [ours, theirs] = [numbers(recomputed.gradients.get(name)), numbers(gradient)];
          const largest = Math.max(...theirs.map(Math.abs));
          const difference = Math.max(...theirs.map((value, i) => Math.abs(value - (ours[i] ?? NaN))));
          expect(difference, name).toBeLessThanOrEqual(1e-6 * largest);
        }
      });
    }
  }

  it("keeps one tensor a layer, and leaves none behind", () => {
    const model = open("llama");
    const keptBy = (recomputeLayers: boolean) => {
      const before = tf.memory().numTensors;
      let kept = NaN;
      const { value, gradients } = valueAndGradients(() => {
        const loss = nextTokenLoss({ ...model, recomputeLayers }, fixture.sequences, tokens);
        kept = tf.memory().numTensors - before;
        return loss;
      }, model.parameters.entries());
      value.dispose();
      disposeGradients(gradients);
      expect(tf.memory().numTensors).toBe(before);
      return kept;
    };
    expect(keptBy(true)).toBeLessThan(keptBy(false) / 2);
  });
});

describe("a whole model's gradients", () => {
  for (const variant of VARIANTS) {
    for (const side of ["right", "left"] as const) {
      it(`are PyTorch's: ${variant}, padded on the ${side}`, () => {
        const expected = fixture.gradients[variant];
        if (!expected) throw new Error(`no fixture of ${variant}`);
        const { loss, gradients } = gradientsOf(open(variant), fixture.sequences, side);
        expect(loss).toBeCloseTo(expected.loss, 5);
        expect(globalNorm(gradients)).toBeCloseTo(expected.gradientNorm, 4);
        expect([...gradients.keys()].sort()).toEqual(Object.keys(expected.parameters).sort());
        for (const [name, { norm, first, last }] of Object.entries(expected.parameters)) {
          const ours = numbers(gradients.get(name));
          const scale = Math.max(norm, 1e-3);
          expect(Math.abs(Math.hypot(...ours) - norm) / scale, name).toBeLessThan(1e-4);
          [...first, ...last].forEach((value, i) => {
            const at = i < first.length ? i : ours.length - last.length + i - first.length;
            expect(Math.abs((ours[at] ?? NaN) - value) / scale, `${name}[${at}]`).toBeLessThan(1e-4);
          });
        }
        disposeGradients(gradients);
      });
    }
  }

  it("of two microbatches add up to those of one batch, and give the same step", () => {
    const whole = open("llama");
    const parts = open("llama");
    const { gradients } = gradientsOf(whole);
    const sums = new Map<string, tf.Tensor>();
    for (const sequence of fixture.sequences) addGradients(sums, gradientsOf(parts, [sequence]).gradients);
    for (const [model, used] of [
      [whole, gradients],
      [parts, sums],
    ] as const) {
      const state = initAdamW(model.parameters.entries());
      clipGradientNorm(used, 1);
      // plain descent would hide nothing either, but AdamW is what runs use
      updateAdamW(state, model.parameters.entries(), used, 1e-3, { epsilon: 1e-4 });
    }
    for (const name of whole.parameters.names()) {
      const other = parts.parameters.toFloat32(name);
      whole.parameters.toFloat32(name).forEach((value, i) => expect(value).toBeCloseTo(other[i] ?? NaN, 5));
    }
  });

  it("in bfloat16 are within 3 % of float32's", () => {
    const { loss: exact, gradients: expected } = gradientsOf(open("llama"));
    const { loss, gradients } = gradientsOf(open("llama", "bfloat16"));
    expect(Math.abs(loss - exact)).toBeLessThan(0.03);
    const difference = new Map(
      Array.from(expected, ([name, gradient]) => [name, tf.sub(gradient, gradients.get(name) ?? 0)]),
    );
    expect(globalNorm(difference) / globalNorm(expected)).toBeLessThan(0.03);
    expect(globalNorm(difference)).toBeGreaterThan(0);
  });

  it("equal tf.variableGrads'", () => {
    const model = open("gpt2");
    const { gradients } = gradientsOf(model);
    const theirs = tf.variableGrads(
      () => nextTokenLoss(model, fixture.sequences, tokens),
      [...model.parameters.entries().values()],
    );
    for (const [name, variable] of model.parameters.entries()) {
      expect(numbers(gradients.get(name))).toEqual(numbers(theirs.grads[variable.name]));
    }
  });

  it("are bit-equal when computed again", () => {
    const model = open("llama");
    const [one, two] = [gradientsOf(model).gradients, gradientsOf(model).gradients];
    for (const [name, gradient] of one) expect(numbers(two.get(name))).toEqual(numbers(gradient));
  });
});

it("a hundred training steps leave no tensor behind", () => {
  const model = open("llama");
  const variables = model.parameters.entries();
  const state = initAdamW(variables);
  const step = () => {
    const { gradients } = gradientsOf(model);
    clipGradientNorm(gradients, 1);
    updateAdamW(state, variables, gradients, 1e-3, { weightDecay: 0.01 });
    disposeGradients(gradients);
  };
  step();
  const before = tf.memory().numTensors;
  const { loss: first, gradients } = gradientsOf(model);
  disposeGradients(gradients);
  for (let i = 0; i < 100; i++) step();
  expect(tf.memory().numTensors).toBe(before);
  const { loss: last, gradients: rest } = gradientsOf(model);
  disposeGradients(rest);
  expect(last).toBeLessThan(first / 4);
  disposeAdamW(state);
  model.parameters.dispose();
  expect(tf.memory().numTensors).toBe(before - 3 * variables.size);
});
