import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { Rng } from "@/lib/rng";
import { listProjections } from "@/lm/architecture/list-parameters";
import { largestDifference } from "@/tests/numerics/tensorflow/finite-differences";
import { pytorchFixture } from "@/tests/numerics/tensorflow/pytorch-fixture";
import { loadModel, nextTokenLoss, writeTinyModel } from "@/tests/numerics/tensorflow/tiny-language-model";
import { temporaryDirectory } from "@/tests/support/temporary-directory";
import type { TinyVariant } from "@/tests/support/tiny-variants";
import { learntParameters, servedNumbers, type LanguageModel } from "@/trainer/tensorflow/language-model";
import { loadTensorflow } from "@/trainer/tensorflow/load-tensorflow";
import { LowRankAdapters } from "@/trainer/tensorflow/low-rank-adapters";
import { disposeGradients } from "@/trainer/tensorflow/optimisers/clip-gradient-norm";
import { ParameterStore } from "@/trainer/tensorflow/parameters";
import { valueAndGradients } from "@/trainer/tensorflow/value-and-gradients";

const root = temporaryDirectory();
const { sequences } = pytorchFixture();
const tokens = sequences.reduce((sum, { length }) => sum + length - 1, 0);
const VARIANTS = ["gpt2", "llama", "llama-untied-biased"] as const satisfies TinyVariant[];
const SETTINGS = { rank: 3, alpha: 6 };
const directories = new Map<TinyVariant, string>();

beforeAll(async () => {
  await loadTensorflow();
  for (const variant of VARIANTS) directories.set(variant, await writeTinyModel(root, variant));
});

function adapted(variant: TinyVariant): LanguageModel & { adapters: LowRankAdapters } {
  const model = loadModel(directories.get(variant) ?? "");
  const projections = listProjections(model.architecture, model.config);
  return { ...model, adapters: new LowRankAdapters(projections, SETTINGS, Rng.fromSeed(5)) };
}

/** As after some training: B is no longer 0. */
function trained(variant: TinyVariant) {
  const model = adapted(variant);
  const rng = Rng.fromSeed(6);
  for (const { name, shape } of model.adapters.parameters.specs()) {
    if (!name.includes("lora_B")) continue;
    const size = shape.reduce((a, b) => a * b, 1);
    model.adapters.parameters.set(
      name,
      Float32Array.from({ length: size }, () => 0.1 * rng.normal()),
    );
  }
  return model;
}

/** The same model with its adapters merged into parameters of its own. */
function merged({ adapters: _, ...model }: LanguageModel, served: LanguageModel): LanguageModel {
  const parameters = new ParameterStore();
  for (const { name, shape } of model.parameters.specs())
    parameters.add(name, shape, servedNumbers(served, name));
  return { ...model, parameters };
}

function lossAndGradients(model: LanguageModel) {
  const { value, gradients } = valueAndGradients(
    () => nextTokenLoss(model, sequences, tokens),
    learntParameters(model).entries(),
  );
  return { loss: value.dataSync()[0] as number, gradients };
}

describe("low-rank adapters", () => {
  it("stand on the projections inside the layers, and on nothing else", () => {
    const names = (variant: TinyVariant) => {
      const { architecture, config } = loadModel(directories.get(variant) ?? "");
      return new Set(
        listProjections(architecture, config).map(({ name }) => name.replace(/^.*\.\d+\.|\.weight$/g, "")),
      );
    };
    expect(names("llama")).toEqual(
      new Set(
        ["q", "k", "v", "o"]
          .map((part) => `self_attn.${part}_proj`)
          .concat(["gate", "up", "down"].map((part) => `mlp.${part}_proj`)),
      ),
    );
    expect(names("gpt2")).toEqual(new Set(["attn.c_attn", "attn.c_proj", "mlp.c_fc", "mlp.c_proj"]));
  });

  for (const variant of VARIANTS) {
    it(`change nothing before the first step: ${variant}`, () => {
      const model = adapted(variant);
      const { adapters: _, ...plain } = model;
      expect(lossAndGradients(model).loss).toBeCloseTo(lossAndGradients(plain).loss, 6);
    });

    it(`have the merged model's loss, and its gradients by the chain rule: ${variant}`, () => {
      const model = trained(variant);
      const whole = lossAndGradients(merged(model, model));
      const ours = lossAndGradients(model);
      expect(ours.loss).toBeCloseTo(whole.loss, 5);
      const projections = listProjections(model.architecture, model.config);
      expect(ours.gradients.size).toBe(2 * projections.length);
      for (const { name, layout } of projections) {
        tf.tidy(() => {
          const found = whole.gradients.get(name) as tf.Tensor2D;
          const dWeight = layout === "outIn" ? found : tf.transpose(found);
          const { down, up } = model.adapters.of(name) as unknown as Record<"down" | "up", tf.Tensor2D>;
          const scale = SETTINGS.alpha / SETTINGS.rank;
          const stem = name.replace(/\.weight$/, "");
          const expected = {
            [`${stem}.lora_A.weight`]: tf.mul(tf.matMul(up, dWeight, true), scale),
            [`${stem}.lora_B.weight`]: tf.mul(tf.matMul(dWeight, down, false, true), scale),
          };
          for (const [parameter, theirs] of Object.entries(expected)) {
            const gradient = ours.gradients.get(parameter) as tf.Tensor;
            const size = (tf.max(tf.abs(theirs)).dataSync()[0] as number) + 1e-3;
            expect(largestDifference(gradient, theirs) / size, parameter).toBeLessThan(1e-4);
          }
        });
      }
    });

    it(`give the same gradients where layers are computed again: ${variant}`, () => {
      const model = trained(variant);
      const plain = lossAndGradients(model);
      const recomputed = lossAndGradients({ ...model, recomputeLayers: true });
      expect([...recomputed.gradients.keys()].sort()).toEqual([...plain.gradients.keys()].sort());
      for (const [name, gradient] of plain.gradients) {
        expect(largestDifference(recomputed.gradients.get(name) as tf.Tensor, gradient), name).toBeLessThan(
          1e-6,
        );
      }
    });
  }

  it("leave no tensor behind", () => {
    const model = trained("llama");
    const before = tf.memory().numTensors;
    const { value, gradients } = valueAndGradients(
      () => nextTokenLoss(model, sequences, tokens),
      learntParameters(model).entries(),
    );
    value.dispose();
    disposeGradients(gradients);
    servedNumbers(model, "model.layers.0.mlp.up_proj.weight");
    expect(tf.memory().numTensors).toBe(before);
  });
});
