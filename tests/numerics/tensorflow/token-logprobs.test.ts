import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import {
  gradientError,
  largestDifference,
  tapeGradients,
  testTensor,
} from "@/tests/numerics/tensorflow/finite-differences";
import { loadTensorflow } from "@/trainer/tensorflow/load-tensorflow";
import { crossEntropy, tokenLogprobs, tokenLogprobsAndEntropy } from "@/trainer/tensorflow/token-logprobs";

beforeAll(async () => {
  await loadTensorflow();
});

const ids = () => tf.tensor1d([3, 0, 6, 3], "int32");

function plainTokenLogprobs(logits: tf.Tensor, temperature: number): tf.Tensor {
  const logP = tf.logSoftmax(tf.div(logits, temperature));
  const chosen = tf.sum(tf.mul(logP, tf.oneHot(ids(), 7)), -1);
  return tf.stack([chosen, tf.neg(tf.sum(tf.mul(tf.exp(logP), logP), -1))]);
}

describe("tokenLogprobs", () => {
  it("are those that come with the entropy, and so is their gradient", () => {
    tf.tidy(() => {
      for (const temperature of [1, 0.7]) {
        const fused = (x: tf.Tensor) => tokenLogprobs(x as tf.Tensor2D, ids(), temperature);
        const other = (x: tf.Tensor) =>
          tokenLogprobsAndEntropy(x as tf.Tensor2D, ids(), temperature).logprobs;
        const logits = tf.mul(testTensor([4, 7]), 3);
        expect(largestDifference(fused(logits), other(logits))).toBeLessThan(1e-6);
        const [ours] = tapeGradients((x) => fused(x as tf.Tensor), [logits]);
        const [theirs] = tapeGradients((x) => other(x as tf.Tensor), [logits]);
        expect(largestDifference(ours as tf.Tensor, theirs as tf.Tensor)).toBeLessThan(1e-6);
        expect(gradientError((x) => fused(x as tf.Tensor), [logits], { samples: 28 })).toBeLessThan(2e-3);
      }
    });
  });
});

describe("tokenLogprobsAndEntropy", () => {
  it("gives log-probabilities and entropy of the tempered distribution, with their gradients", () => {
    tf.tidy(() => {
      for (const temperature of [1, 0.7]) {
        const fused = (logits: tf.Tensor) => {
          const { logprobs, entropy } = tokenLogprobsAndEntropy(logits as tf.Tensor2D, ids(), temperature);
          return tf.stack([logprobs, entropy]);
        };
        const logits = tf.mul(testTensor([4, 7]), 3);
        const plain = (x: tf.Tensor) => plainTokenLogprobs(x, temperature);
        expect(largestDifference(fused(logits), plain(logits))).toBeLessThan(1e-6);
        const [ours] = tapeGradients((x) => fused(x as tf.Tensor), [logits]);
        const [theirs] = tapeGradients((x) => plain(x as tf.Tensor), [logits]);
        expect(largestDifference(ours as tf.Tensor, theirs as tf.Tensor)).toBeLessThan(2e-6);
        expect(gradientError((x) => fused(x as tf.Tensor), [logits], { samples: 28 })).toBeLessThan(2e-3);
      }
    });
  });

  it("of equal logits are −ln V, with entropy ln V", () => {
    const { logprobs, entropy } = tokenLogprobsAndEntropy(tf.zeros([2, 5]), tf.tensor1d([0, 4], "int32"));
    expect(logprobs.dataSync()[1]).toBeCloseTo(-Math.log(5), 6);
    expect(entropy.dataSync()[0]).toBeCloseTo(Math.log(5), 6);
  });

  it("stays finite where one token is certain", () => {
    tf.tidy(() => {
      const logits = tf.tensor2d([[0, 1000, -1000]]);
      const f = (x: tf.Tensor) => {
        const { logprobs, entropy } = tokenLogprobsAndEntropy(x as tf.Tensor2D, tf.tensor1d([2], "int32"));
        return tf.stack([logprobs, entropy]);
      };
      expect(Array.from(f(logits).dataSync())).toEqual([-2000, 0]);
      const [gradient] = tapeGradients((x) => f(x as tf.Tensor), [logits]);
      expect(Array.from(gradient?.dataSync() ?? []).every(Number.isFinite)).toBe(true);
    });
  });
});

describe("crossEntropy", () => {
  it("is the weighted mean of −log p, with its gradient", () => {
    tf.tidy(() => {
      const weights = tf.tensor1d([1, 0, 2, 0.5]);
      const fused = (x: tf.Tensor) => crossEntropy(x as tf.Tensor2D, ids(), weights, 3);
      const plain = (x: tf.Tensor) =>
        tf.div(tf.sum(tf.mul(tf.gather(plainTokenLogprobs(x, 1), 0), tf.neg(weights))), 3);
      const logits = tf.mul(testTensor([4, 7]), 3);
      expect(largestDifference(fused(logits), plain(logits))).toBeLessThan(1e-6);
      const [ours] = tapeGradients((x) => fused(x as tf.Tensor), [logits]);
      const [theirs] = tapeGradients((x) => plain(x as tf.Tensor), [logits]);
      expect(largestDifference(ours as tf.Tensor, theirs as tf.Tensor)).toBeLessThan(1e-6);
      expect(gradientError((x) => fused(x as tf.Tensor), [logits], { samples: 28 })).toBeLessThan(2e-3);
    });
  });
});
