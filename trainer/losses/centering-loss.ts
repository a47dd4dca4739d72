import * as tf from "@tensorflow/tfjs";

/** Mean of (r⁺ + r⁻)² over pairs: keeps rewards around 0 (Eisenstein et al. 2023). `better`, `worse`: [pair] */
export function centeringLoss(better: tf.Tensor1D, worse: tf.Tensor1D): tf.Scalar {
  return tf.tidy(() => tf.mean(tf.square(tf.add(better, worse))));
}
