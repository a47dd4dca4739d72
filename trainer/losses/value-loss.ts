import * as tf from "@tensorflow/tfjs";
import { select } from "@/trainer/losses/policy-loss";

export interface ValueLossOptions {
  /** V of each token under the weights being trained. [token] */
  values: tf.Tensor1D;
  /** V under the weights that the epoch began with. [token] */
  oldValues: tf.Tensor1D;
  /** What V should be. [token] */
  returns: tf.Tensor1D;
  /** V is clipped to oldValues ± this. */
  clipRange: number;
  /** Real tokens of the whole minibatch. */
  tokenCount: number;
  /** Tokens that count; absent: all. [token] bool */
  mask?: tf.Tensor1D;
}

/** Σ ½·max((V − R)², (clip(V, V_old ± ε) − R)²) / tokenCount (OpenAI baselines' clipped value loss). */
export function valueLoss(options: ValueLossOptions): tf.Scalar {
  const { clipRange, tokenCount, mask } = options;
  return tf.tidy(() => {
    const values = select(mask, options.values);
    const oldValues = select(mask, options.oldValues);
    const returns = select(mask, options.returns);
    const clipped = tf.add(oldValues, tf.clipByValue(tf.sub(values, oldValues), -clipRange, clipRange));
    const losses = tf.maximum(tf.square(tf.sub(values, returns)), tf.square(tf.sub(clipped, returns)));
    return tf.div(tf.sum(losses), 2 * tokenCount);
  });
}
