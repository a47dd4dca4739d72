import * as tf from "@tensorflow/tfjs";

/**
 * Mean of softplus(−(r⁺ − r⁻ − margin)) = −log σ(r⁺ − r⁻ − margin) over pairs (Bradley & Terry 1952; the margin as in
 * Llama 2, eq. 2). `better` and `worse`: rewards, [pair].
 */
export function bradleyTerryLoss(better: tf.Tensor1D, worse: tf.Tensor1D, margins?: tf.Tensor1D): tf.Scalar {
  return tf.tidy(() => {
    const difference = tf.sub(better, worse);
    return tf.mean(tf.softplus(tf.neg(margins ? tf.sub(difference, margins) : difference)));
  });
}
