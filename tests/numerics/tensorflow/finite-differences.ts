import * as tf from "@tensorflow/tfjs";
import { valueAndGradients } from "@/trainer/tensorflow/value-and-gradients";

/** Numbers of a fixed, uneven kind in [−1, 1]: the same on every machine. */
export function testNumbers(count: number, seed = 1): Float32Array {
  return Float32Array.from({ length: count }, (_, i) =>
    Math.sin(i * 12.9898 + seed * 78.233 + 0.3 * (i % 7)),
  );
}

export function testTensor(shape: number[], seed = 1): tf.Tensor {
  return tf.tensor(testNumbers(tf.util.sizeFromShape(shape), seed), shape);
}

/** Largest |a − b| of two tensors. */
export function largestDifference(a: tf.Tensor, b: tf.Tensor): number {
  return tf.tidy(() => tf.max(tf.abs(tf.sub(a, b))).dataSync()[0] ?? Number.NaN);
}

/** Gradients of a weighted sum of f's output with respect to its inputs, by the tape. */
export function tapeGradients(
  f: (...xs: tf.Tensor[]) => tf.Tensor,
  inputs: readonly tf.Tensor[],
): tf.Tensor[] {
  const variables = new Map(inputs.map((x, i) => [String(i), tf.variable(x, true)]));
  const { value, gradients } = valueAndGradients(
    () => weightedSum(f(...(variables.values() as Iterable<tf.Tensor>))),
    variables,
  );
  value.dispose();
  for (const variable of variables.values()) variable.dispose();
  return inputs.map((x, i) => gradients.get(String(i)) ?? tf.zerosLike(x));
}

/**
 * Largest relative difference between the tape's gradients and central differences, over a sample of each input's
 * elements; relative to the largest gradient of that input.
 */
export function gradientError(
  f: (...xs: tf.Tensor[]) => tf.Tensor,
  inputs: readonly tf.Tensor[],
  { step = 1e-2, samples = 12 } = {},
): number {
  const gradients = tapeGradients(f, inputs);
  let worst = 0;
  inputs.forEach((input, i) => {
    const numbers = Float32Array.from(input.dataSync());
    const gradient = gradients[i]?.dataSync() ?? new Float32Array();
    const scale = Math.max(1e-3, ...Array.from(gradient, Math.abs));
    const stride = Math.max(1, Math.floor(numbers.length / samples));
    for (let at = 0; at < numbers.length; at += stride) {
      const shifted = (by: number) => {
        const copy = Float32Array.from(numbers);
        copy[at] = (copy[at] ?? 0) + by;
        return tf.tidy(() => {
          const moved = inputs.map((x, j) => (j === i ? tf.tensor(copy, x.shape) : x));
          return weightedSum(f(...moved)).dataSync()[0] ?? Number.NaN;
        });
      };
      // Richardson: the error of the two-point formula cancels to fourth order
      const near = (shifted(step) - shifted(-step)) / (2 * step);
      const far = (shifted(2 * step) - shifted(-2 * step)) / (4 * step);
      worst = Math.max(worst, Math.abs((4 * near - far) / 3 - (gradient[at] ?? Number.NaN)) / scale);
    }
  });
  gradients.forEach((gradient) => gradient.dispose());
  return worst;
}

/** Makes every output element count, each with another weight. */
function weightedSum(y: tf.Tensor): tf.Scalar {
  return tf.sum(tf.mul(y, testTensor(y.shape, 9)));
}
