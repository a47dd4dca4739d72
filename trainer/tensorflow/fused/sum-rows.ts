import * as tf from "@tensorflow/tfjs";

/** Sums over all axes but the last. [..., D] → [D] */
export function sumRows(x: tf.Tensor): tf.Tensor1D {
  const width = x.shape[x.rank - 1] ?? 1;
  return tf.sum(tf.reshape(x, [-1, width]), 0);
}
