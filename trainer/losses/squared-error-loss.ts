import * as tf from "@tensorflow/tfjs";

/** Mean of (r − target)² over scored responses. [response] */
export function squaredErrorLoss(rewards: tf.Tensor1D, targets: tf.Tensor1D): tf.Scalar {
  return tf.tidy(() => tf.mean(tf.square(tf.sub(rewards, targets))));
}
