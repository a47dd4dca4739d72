import * as tf from "@tensorflow/tfjs";

/** The operators written out in TensorFlow.js's own operations: twins to compare the fused ones with. */

export function plainRmsNorm(x: tf.Tensor, gain: tf.Tensor, epsilon: number): tf.Tensor {
  return tf.mul(tf.div(x, tf.sqrt(tf.add(tf.mean(tf.square(x), -1, true), epsilon))), gain);
}

export function plainLayerNorm(x: tf.Tensor, gain: tf.Tensor, bias: tf.Tensor, epsilon: number): tf.Tensor {
  const mean = tf.mean(x, -1, true);
  const variance = tf.mean(tf.square(tf.sub(x, mean)), -1, true);
  return tf.add(tf.mul(tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, epsilon))), gain), bias);
}

export function plainGelu(x: tf.Tensor, approximate: "none" | "tanh"): tf.Tensor {
  if (approximate === "none") return tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.div(x, Math.SQRT2)), 1));
  const cubic = tf.add(x, tf.mul(tf.pow(x, 3), 0.044715));
  return tf.mul(tf.mul(x, 0.5), tf.add(tf.tanh(tf.mul(cubic, Math.sqrt(2 / Math.PI))), 1));
}

export interface PlainAttentionOptions {
  heads: number;
  keyValueHeads: number;
  headWidth: number;
  scale: number;
  inverseFrequencies?: readonly number[];
}

/** Causal attention with every key and value head repeated for its group. q [B, T, H·W]; k, v [B, T, K·W]. */
export function plainCausalAttention(
  q: tf.Tensor,
  k: tf.Tensor,
  v: tf.Tensor,
  { heads, keyValueHeads, headWidth, scale, inverseFrequencies }: PlainAttentionOptions,
): tf.Tensor {
  const [batch, time] = q.shape as [number, number];
  const split = (x: tf.Tensor, count: number) =>
    tf.transpose(tf.reshape(x, [batch, time, count, headWidth]), [0, 2, 1, 3]);
  const turn = (x: tf.Tensor) => {
    if (!inverseFrequencies) return x;
    const angles = tf.outerProduct(tf.range(0, time), tf.tensor1d([...inverseFrequencies]));
    const [first, second] = tf.split(x, 2, -1) as [tf.Tensor, tf.Tensor];
    const [cos, sin] = [tf.cos(angles), tf.sin(angles)];
    return tf.concat(
      [tf.sub(tf.mul(first, cos), tf.mul(second, sin)), tf.add(tf.mul(second, cos), tf.mul(first, sin))],
      -1,
    );
  };
  const repeat = (x: tf.Tensor) => {
    const copies = Array.from({ length: heads }, (_, head) =>
      tf.slice(x, [0, Math.floor(head / (heads / keyValueHeads)), 0, 0], [batch, 1, time, headWidth]),
    );
    return tf.concat(copies, 1);
  };
  const keys = repeat(turn(split(k, keyValueHeads)));
  const scores = tf.mul(tf.matMul(turn(split(q, heads)), keys, false, true), scale);
  const hidden = tf.mul(tf.sub(1, tf.linalg.bandPart(tf.ones([time, time]), -1, 0)), -1e9);
  const attended = tf.matMul(tf.softmax(tf.add(scores, hidden)), repeat(split(v, keyValueHeads)));
  return tf.reshape(tf.transpose(attended, [0, 2, 1, 3]), [batch, time, heads * headWidth]);
}
