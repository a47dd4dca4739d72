import * as tf from "@tensorflow/tfjs";

/** Keeps exp() finite: a token whose log-ratio is beyond this gives no gradient. */
export const LOG_RATIO_LIMIT = 20;

export interface PolicyLossOptions {
  /** log π of each token under the weights being trained. [token] */
  logprobs: tf.Tensor1D;
  /** log π of each token under the weights that the epoch began with. [token] */
  oldLogprobs: tf.Tensor1D;
  /** Whitened advantages. [token] */
  advantages: tf.Tensor1D;
  /** ε: ratios are clipped to 1 ± ε. */
  clipRange: number;
  /** Real tokens of the whole minibatch, of which these may be a microbatch. */
  tokenCount: number;
  /** Tokens that count; absent: all. [token] bool */
  mask?: tf.Tensor1D;
}

/**
 * PPO's clipped surrogate (Schulman et al. 2017, eq. 7): Σ max(−A·ρ, −A·clip(ρ, 1 − ε, 1 + ε)) / tokenCount, so that
 * the sum over microbatches is the mean over all tokens of the minibatch.
 */
export function policyLoss(options: PolicyLossOptions): tf.Scalar {
  const { clipRange, tokenCount, mask } = options;
  return tf.tidy(() => {
    const logprobs = select(mask, options.logprobs);
    const oldLogprobs = select(mask, options.oldLogprobs);
    const negativeAdvantages = tf.neg(select(mask, options.advantages));
    const logRatio = tf.clipByValue(tf.sub(logprobs, oldLogprobs), -LOG_RATIO_LIMIT, LOG_RATIO_LIMIT);
    const ratio = tf.exp(logRatio);
    const clipped = tf.clipByValue(ratio, 1 - clipRange, 1 + clipRange);
    const losses = tf.maximum(tf.mul(negativeAdvantages, ratio), tf.mul(negativeAdvantages, clipped));
    return tf.div(tf.sum(losses), tokenCount);
  });
}

/** Replaces what is masked out before anything is computed from it: NaN × 0 is NaN, and so is its gradient. */
export function select(mask: tf.Tensor1D | undefined, values: tf.Tensor1D): tf.Tensor1D {
  return mask ? tf.where(mask, values, tf.zerosLike(values)) : values;
}
