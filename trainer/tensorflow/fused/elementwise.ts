import * as tf from "@tensorflow/tfjs";

/** a + b of one shape. Unlike `tf.add`, keeps nothing: its gradient needs no operand. */
export function addSameShape(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  return tf.customGrad((...args) => {
    const [left, right] = args as tf.Tensor[];
    return { value: tf.add(left as tf.Tensor, right as tf.Tensor), gradFunc: (dy) => [dy, dy] };
  })(a, b);
}
