import * as tf from "@tensorflow/tfjs";
import { beforeAll, expect, it } from "vitest";
import { temporaryDirectory } from "@/tests/support/temporary-directory";
import { pytorchFixture } from "@/tests/numerics/tensorflow/pytorch-fixture";
import { loadModel, nextTokenLoss, writeTinyModel } from "@/tests/numerics/tensorflow/tiny-language-model";
import { loadTensorflow } from "@/trainer/tensorflow/load-tensorflow";
import { initAdamW, updateAdamW } from "@/trainer/tensorflow/optimisers/adamw";
import {
  clipGradientNorm,
  disposeGradients,
  globalNorm,
} from "@/trainer/tensorflow/optimisers/clip-gradient-norm";
import { valueAndGradients } from "@/trainer/tensorflow/value-and-gradients";

const root = temporaryDirectory();

beforeAll(async () => {
  process.env.PLAUDIT_TENSORFLOW = "wasm";
  const { tier, warning } = await loadTensorflow();
  expect(tier).toBe("wasm");
  expect(warning).toContain("slower");
});

for (const variant of ["gpt2", "llama"] as const) {
  it(`without TensorFlow's library WebAssembly trains, with the same gradients: ${variant}`, async () => {
    const { sequences, gradients: fixtures } = pytorchFixture();
    const expected = fixtures[variant];
    const model = loadModel(await writeTinyModel(root, variant), "bfloat16");
    const tokens = sequences.reduce((sum, { length }) => sum + length - 1, 0);
    const state = initAdamW(model.parameters.entries());
    const before = tf.memory().numTensors;
    const losses = [0, 1, 2].map(() => {
      const { value, gradients } = valueAndGradients(
        () => nextTokenLoss(model, sequences, tokens),
        model.parameters.entries(),
      );
      if (state.step === 0) expect(globalNorm(gradients)).toBeCloseTo(expected?.gradientNorm ?? NaN, 3);
      clipGradientNorm(gradients, 1);
      updateAdamW(state, model.parameters.entries(), gradients, 1e-2, { weightDecay: 0.01 });
      disposeGradients(gradients);
      const loss = value.dataSync()[0] ?? NaN;
      value.dispose();
      return loss;
    });
    expect(losses[0]).toBeCloseTo(expected?.loss ?? NaN, 4);
    expect(losses[2]).toBeLessThan((losses[0] ?? NaN) - 1);
    expect(tf.memory().numTensors).toBe(before);
  });
}
