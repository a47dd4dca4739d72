import * as tf from "@tensorflow/tfjs";
import { sumRows } from "@/trainer/tensorflow/fused/sum-rows";

/**
 * y = (x − mean) / √(variance + ε) · gain + bias over the last axis, biased variance (Ba et al., 2016). [..., D]
 *
 * One operation on the tape, which keeps the normalised x and the inverse deviation, [..., 1].
 */
export function layerNorm(x: tf.Tensor, gain: tf.Tensor, bias: tf.Tensor, epsilon: number): tf.Tensor {
  return tf.customGrad((...args) => {
    const [input, scale, shift, save] = args as [tf.Tensor, tf.Tensor, tf.Tensor, tf.GradSaveFunc];
    const centered = tf.sub(input, tf.mean(input, -1, true));
    const inverse = tf.rsqrt(tf.add(tf.mean(tf.square(centered), -1, true), epsilon));
    const normalized = tf.mul(centered, inverse);
    save([normalized, inverse, scale]);
    return {
      value: tf.add(tf.mul(normalized, scale), shift),
      gradFunc: (dy, saved) => {
        const [normalized, r, gain] = saved as [tf.Tensor, tf.Tensor, tf.Tensor];
        const product = tf.mul(dy, normalized);
        const inner = tf.mul(dy, gain);
        const along = tf.mean(tf.mul(product, gain), -1, true);
        const centeredInner = tf.sub(inner, tf.mean(inner, -1, true));
        const dx = tf.mul(tf.sub(centeredInner, tf.mul(normalized, along)), r);
        return [dx, sumRows(product), sumRows(dy)];
      },
    };
  })(x, gain, bias);
}
