import * as tf from "@tensorflow/tfjs";
import { select } from "@/trainer/losses/policy-loss";

/** −Σ H / tokenCount: added with a coefficient it rewards spread-out token distributions. `entropies` in nats, [token] */
export function entropyLoss(entropies: tf.Tensor1D, tokenCount: number, mask?: tf.Tensor1D): tf.Scalar {
  return tf.tidy(() => tf.div(tf.neg(tf.sum(select(mask, entropies))), tokenCount));
}
