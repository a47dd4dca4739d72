import * as tf from "@tensorflow/tfjs";
import { executeSingleOp, nodeBackend } from "@/trainer/tensorflow/execute-op";

/**
 * Euclidean norm of all gradients together. NaN or Infinity if any number is.
 */
export function globalNorm(gradients: ReadonlyMap<string, tf.Tensor>): number {
  if (gradients.size === 0) return 0;
  const squared = tf.tidy(() => {
    const sums = Array.from(gradients.values(), sumOfSquares);
    return tf.sum(tf.stack(sums));
  });
  const norm = Math.sqrt(squared.dataSync()[0] ?? 0);
  squared.dispose();
  return norm;
}

/**
 * Scales all gradients by maxNorm / norm if their global norm is larger, as torch.nn.utils.clip_grad_norm_ does
 * (ε = 1e-6). Replaces the tensors in the map.
 *
 * @returns the norm before clipping; not finite if a gradient is not, and the gradients are then left as they are
 */
export function clipGradientNorm(gradients: Map<string, tf.Tensor>, maxNorm: number): number {
  const norm = globalNorm(gradients);
  if (!Number.isFinite(norm)) return norm;
  const factor = maxNorm / (norm + 1e-6);
  if (factor < 1) scaleGradients(gradients, factor);
  return norm;
}

/** Multiplies all gradients by one number; replaces the tensors in the map. */
export function scaleGradients(gradients: Map<string, tf.Tensor>, factor: number): void {
  for (const [name, gradient] of gradients) {
    gradients.set(name, tf.mul(gradient, factor));
    gradient.dispose();
  }
}

/** Adds `more` to `sums`, name by name, and takes its tensors over: gradients of several microbatches. */
export function addGradients(sums: Map<string, tf.Tensor>, more: Map<string, tf.Tensor>): void {
  for (const [name, gradient] of more) {
    const sum = sums.get(name);
    if (!sum) {
      sums.set(name, gradient);
      continue;
    }
    sums.set(name, tf.add(sum, gradient));
    sum.dispose();
    gradient.dispose();
  }
  more.clear();
}

export function disposeGradients(gradients: Map<string, tf.Tensor>): void {
  for (const gradient of gradients.values()) gradient.dispose();
  gradients.clear();
}

function sumOfSquares(x: tf.Tensor): tf.Scalar {
  const backend = nodeBackend();
  if (!backend) return tf.sum(tf.square(x));
  // One pass without a square of x in memory: L2Loss is half the sum.
  const half = executeSingleOp("L2Loss", [x], { T: { type: backend.binding.TF_FLOAT } });
  return tf.mul(half, 2);
}
