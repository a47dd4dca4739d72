import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { gelu, silu, siluTimes } from "@/trainer/tensorflow/fused/activations";
import { attention } from "@/trainer/tensorflow/fused/attention";
import { embedding } from "@/trainer/tensorflow/fused/embedding";
import { layerNorm } from "@/trainer/tensorflow/fused/layer-norm";
import { linear } from "@/trainer/tensorflow/fused/linear";
import { rmsNorm } from "@/trainer/tensorflow/fused/rms-norm";
import { loadTensorflow } from "@/trainer/tensorflow/load-tensorflow";
import {
  gradientError,
  largestDifference,
  tapeGradients,
  testTensor,
} from "@/tests/numerics/tensorflow/finite-differences";
import {
  plainCausalAttention,
  plainGelu,
  plainLayerNorm,
  plainRmsNorm,
} from "@/tests/numerics/tensorflow/plain-ops";

beforeAll(async () => {
  await loadTensorflow();
});

type Function_ = (...xs: tf.Tensor[]) => tf.Tensor;

/** Forward and every input's gradient agree with the plain twin, and the gradient with finite differences. */
function expectTwins(fused: Function_, plain: Function_, inputs: tf.Tensor[], tolerance = 2e-5) {
  tf.tidy(() => {
    expect(largestDifference(fused(...inputs), plain(...inputs))).toBeLessThan(tolerance);
    const ours = tapeGradients(fused, inputs);
    const theirs = tapeGradients(plain, inputs);
    inputs.forEach((_, i) => {
      expect(largestDifference(ours[i] as tf.Tensor, theirs[i] as tf.Tensor)).toBeLessThan(10 * tolerance);
    });
    expect(gradientError(fused, inputs)).toBeLessThan(5e-3);
  });
}

describe("fused operators equal their plain twins, forward and backward", () => {
  it("rmsNorm", () => {
    const inputs = [testTensor([2, 3, 8], 1), testTensor([8], 2)] as [tf.Tensor, tf.Tensor];
    expectTwins(
      (x, gain) => rmsNorm(x as tf.Tensor, gain as tf.Tensor, 1e-5),
      (x, gain) => plainRmsNorm(x as tf.Tensor, gain as tf.Tensor, 1e-5),
      inputs,
    );
  });

  it("layerNorm", () => {
    expectTwins(
      (x, gain, bias) => layerNorm(x as tf.Tensor, gain as tf.Tensor, bias as tf.Tensor, 1e-5),
      (x, gain, bias) => plainLayerNorm(x as tf.Tensor, gain as tf.Tensor, bias as tf.Tensor, 1e-5),
      [testTensor([2, 3, 8], 1), testTensor([8], 2), testTensor([8], 3)],
    );
  });

  it("gelu, exact and by tanh", () => {
    for (const approximate of ["none", "tanh"] as const) {
      expectTwins(
        (x) => gelu(x as tf.Tensor, approximate),
        (x) => plainGelu(x as tf.Tensor, approximate),
        [tf.mul(testTensor([2, 3, 8], 4), 3)],
      );
    }
  });

  it("silu and its product with another tensor", () => {
    expectTwins(
      (x) => silu(x as tf.Tensor),
      (x) => tf.mul(x as tf.Tensor, tf.sigmoid(x as tf.Tensor)),
      [tf.mul(testTensor([4, 8], 5), 3)],
    );
    expectTwins(
      (gate, up) => siluTimes(gate as tf.Tensor, silu(gate as tf.Tensor), up as tf.Tensor),
      (gate, up) => tf.mul(tf.mul(gate as tf.Tensor, tf.sigmoid(gate as tf.Tensor)), up as tf.Tensor),
      [tf.mul(testTensor([4, 8], 5), 3), testTensor([4, 8], 6)],
    );
  });

  it("linear in both layouts, with and without bias", () => {
    const float32 = { forward: "float32", backward: "float32" } as const;
    const x = testTensor([2, 3, 5], 1);
    for (const layout of ["outIn", "inOut"] as const) {
      const weight = testTensor(layout === "outIn" ? [7, 5] : [5, 7], 2);
      const plain = (x: tf.Tensor, weight: tf.Tensor) =>
        tf.reshape(
          tf.matMul(tf.reshape(x, [6, 5]), weight as tf.Tensor2D, false, layout === "outIn"),
          [2, 3, 7],
        );
      expectTwins(
        (x, weight) => linear(x as tf.Tensor, weight as tf.Tensor, { layout, ...float32 }),
        (x, weight) => plain(x as tf.Tensor, weight as tf.Tensor),
        [x, weight],
      );
      expectTwins(
        (x, weight, bias) => linear(x as tf.Tensor, weight as tf.Tensor, { bias, layout, ...float32 }),
        (x, weight, bias) => tf.add(plain(x as tf.Tensor, weight as tf.Tensor), bias as tf.Tensor),
        [x, weight, testTensor([7], 3)],
      );
    }
  });

  it("embedding, where an id occurs twice", () => {
    const ids = tf.tensor2d([0, 2, 2, 1], [2, 2], "int32");
    expectTwins(
      (table) => embedding(table as tf.Tensor, ids),
      (table) => tf.gather(table as tf.Tensor, ids),
      [testTensor([4, 3], 1)],
    );
  });

  it("grouped-query attention never repeats keys, yet equals attention that does", () => {
    const time = 5;
    const causal = Float32Array.from({ length: time * time }, (_, i) =>
      i % time > Math.floor(i / time) ? -1e9 : 0,
    );
    const mask = tf.tensor4d(causal, [1, 1, time, time]);
    const inverseFrequencies = [1, 0.1];
    for (const [heads, keyValueHeads] of [
      [6, 2],
      [4, 4],
      [4, 1],
    ] as const) {
      for (const rotary of [false, true]) {
        const shape = { heads, keyValueHeads, headWidth: 4, scale: 0.5 };
        const angle = (t: number, i: number) => t * (inverseFrequencies[i % 2] ?? 0);
        const table = (f: (angle: number, i: number) => number) =>
          tf.tensor4d(
            Float32Array.from({ length: time * 4 }, (_, n) => f(angle(Math.floor(n / 4), n % 4), n % 4)),
            [1, 1, time, 4],
          );
        const tables = rotary
          ? { cos: table((a) => Math.cos(a)), sin: table((a, i) => (i < 2 ? -1 : 1) * Math.sin(a)) }
          : undefined;
        expectTwins(
          (q, k, v) => attention(q as tf.Tensor, k as tf.Tensor, v as tf.Tensor, shape, mask, tables),
          (q, k, v) =>
            plainCausalAttention(q as tf.Tensor, k as tf.Tensor, v as tf.Tensor, {
              ...shape,
              inverseFrequencies: rotary ? inverseFrequencies : undefined,
            }),
          [
            testTensor([2, time, heads * 4], 1),
            testTensor([2, time, keyValueHeads * 4], 2),
            testTensor([2, time, keyValueHeads * 4], 3),
          ],
        );
      }
    }
  });
});

describe("fused operators give hand values", () => {
  it("rmsNorm of (3, 4) has root mean square 1", () => {
    const y = rmsNorm(tf.tensor2d([[3, 4]]), tf.tensor1d([1, 2]), 0);
    const root = Math.sqrt(12.5);
    expect(Array.from(y.dataSync())).toEqual([expect.closeTo(3 / root, 6), expect.closeTo(8 / root, 6)]);
  });

  it("layerNorm of (1, 3) is (−1, 1)", () => {
    const y = layerNorm(tf.tensor2d([[1, 3]]), tf.tensor1d([1, 2]), tf.tensor1d([0, 0.5]), 0);
    expect(Array.from(y.dataSync())).toEqual([expect.closeTo(-1, 6), expect.closeTo(2.5, 6)]);
  });

  it("gelu(1) = Φ(1) = .841345, by tanh .841192", () => {
    expect(gelu(tf.tensor1d([1]), "none").dataSync()[0]).toBeCloseTo(0.841345, 6);
    expect(gelu(tf.tensor1d([1]), "tanh").dataSync()[0]).toBeCloseTo(0.841192, 6);
  });
});
