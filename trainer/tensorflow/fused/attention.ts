import * as tf from "@tensorflow/tfjs";
import { matMulBatched } from "@/trainer/tensorflow/kernels";

export interface AttentionShape {
  heads: number;
  keyValueHeads: number;
  headWidth: number;
  scale: number;
}

/** cos and sin of each position and pair, both halves of a head: [1 | B, 1, T, W]; `sin` carries −sin in its first half. */
export interface RotaryTables {
  cos: tf.Tensor;
  sin: tf.Tensor;
}

/**
 * Softmax(scale·q·kᵀ + mask)·v with grouped key-value heads: query [B, T, H·W], key and value [B, T, K·W] → [B, T, H·W].
 *
 * One operation on the tape. The queries of a group are stacked along time, so keys and values are never repeated, and
 * summing a group's gradients is part of the matrix product. Keeps rotated queries and keys, values and probabilities.
 *
 * @param mask added to the scores, [1 | B, 1, 1 | T, T]; large negative finite where a token may not look
 */
export function attention(
  query: tf.Tensor,
  key: tf.Tensor,
  value: tf.Tensor,
  shape: AttentionShape,
  mask: tf.Tensor,
  rotary: RotaryTables | undefined,
): tf.Tensor {
  const { heads, keyValueHeads, headWidth, scale } = shape;
  const [batch, time] = query.shape as [number, number];
  const group = heads / keyValueHeads;
  const stacked: [number, number, number] = [batch * keyValueHeads, group * time, headWidth];
  const single: [number, number, number] = [batch * keyValueHeads, time, headWidth];
  const tables = rotary ? [rotary.cos, rotary.sin] : [];

  return tf.customGrad((...args) => {
    const [query, key, value, save] = args as [tf.Tensor, tf.Tensor, tf.Tensor, tf.GradSaveFunc];
    const headed = splitHeads(query, heads, headWidth);
    const rotated = rotary ? rotate(headed, rotary.cos, rotary.sin) : headed;
    const q = tf.reshape<tf.Rank.R3>(tf.mul(rotated, scale), stacked);
    const keys = splitHeads(key, keyValueHeads, headWidth);
    const k = tf.reshape<tf.Rank.R3>(rotary ? rotate(keys, rotary.cos, rotary.sin) : keys, single);
    const v = tf.reshape<tf.Rank.R3>(splitHeads(value, keyValueHeads, headWidth), single);
    const scores = tf.reshape(matMulBatched(q, k, false, true), [batch, heads, time, time]);
    const probabilities = tf.reshape(tf.softmax(tf.add(scores, mask)), [
      stacked[0],
      stacked[1],
      time,
    ]) as tf.Tensor3D;
    save([q, k, v, probabilities, ...tables]);
    const attended = matMulBatched(probabilities, v, false, false);
    return {
      value: joinHeads(tf.reshape(attended, [batch, heads, time, headWidth])),
      gradFunc: (dy, saved) => {
        const [q, k, v, p, cos, sin] = saved as [
          tf.Tensor3D,
          tf.Tensor3D,
          tf.Tensor3D,
          tf.Tensor3D,
          tf.Tensor?,
          tf.Tensor?,
        ];
        const dOut = tf.reshape<tf.Rank.R3>(splitHeads(dy, heads, headWidth), stacked);
        const dValue = matMulBatched(p, dOut, true, false);
        const dP = matMulBatched(dOut, v, false, true);
        const weighted = tf.mul(dP, p);
        const dScores = tf.sub(weighted, tf.mul(p, tf.sum(weighted, -1, true))) as tf.Tensor3D;
        const dQ = tf.reshape(tf.mul(matMulBatched(dScores, k, false, false), scale), [
          batch,
          heads,
          time,
          headWidth,
        ]);
        const dK = tf.reshape(matMulBatched(dScores, q, true, false), [
          batch,
          keyValueHeads,
          time,
          headWidth,
        ]);
        const turnBack = (x: tf.Tensor) => (cos && sin ? rotate(x, cos, tf.neg(sin)) : x);
        return [
          joinHeads(turnBack(dQ)),
          joinHeads(turnBack(dK)),
          joinHeads(tf.reshape(dValue, [batch, keyValueHeads, time, headWidth])),
        ];
      },
    };
  })(query, key, value);
}

/** [B, T, N·W] → [B, N, T, W] */
function splitHeads(x: tf.Tensor, count: number, width: number): tf.Tensor4D {
  const [batch, time] = x.shape as [number, number];
  return tf.transpose(tf.reshape(x, [batch, time, count, width]), [0, 2, 1, 3]) as tf.Tensor4D;
}

/** [B, N, T, W] → [B, T, N·W] */
function joinHeads(x: tf.Tensor): tf.Tensor {
  const [batch, count, time, width] = x.shape as [number, number, number, number];
  return tf.reshape(tf.transpose(x, [0, 2, 1, 3]), [batch, time, count * width]);
}

/**
 * Turns each pair (i, i + W/2) by its angle (Su et al., 2021): x·cos + swap(x)·(−sin, sin). Turning back is the same
 * with the sine negated.
 */
function rotate(x: tf.Tensor, cos: tf.Tensor, sin: tf.Tensor): tf.Tensor {
  const [first, second] = tf.split(x, 2, -1) as [tf.Tensor, tf.Tensor];
  return tf.add(tf.mul(x, cos), tf.mul(tf.concat([second, first], -1), sin));
}
