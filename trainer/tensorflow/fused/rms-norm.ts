import * as tf from "@tensorflow/tfjs";
import { sumRows } from "@/trainer/tensorflow/fused/sum-rows";

/**
 * y = x / √(mean(x²) + ε) · gain over the last axis (Zhang & Sennrich, 2019). [..., D]
 *
 * One operation on the tape, which keeps x and the inverse root mean square, [..., 1], instead of every intermediate.
 */
export function rmsNorm(x: tf.Tensor, gain: tf.Tensor, epsilon: number): tf.Tensor {
  return tf.customGrad((...args) => {
    const [input, scale, save] = args as [tf.Tensor, tf.Tensor, tf.GradSaveFunc];
    const inverse = tf.rsqrt(tf.add(tf.mean(tf.square(input), -1, true), epsilon));
    save([input, scale, inverse]);
    return {
      value: tf.mul(tf.mul(input, inverse), scale),
      gradFunc: (dy, saved) => {
        const [x, gain, r] = saved as [tf.Tensor, tf.Tensor, tf.Tensor];
        const normalized = tf.mul(x, r);
        const product = tf.mul(dy, normalized);
        const gainGradient = sumRows(product);
        // d normalized = dy·gain; its component along x does not change the norm
        const along = tf.mean(tf.mul(product, gain), -1, true);
        return [tf.mul(tf.sub(tf.mul(dy, gain), tf.mul(normalized, along)), r), gainGradient];
      },
    };
  })(x, gain);
}
