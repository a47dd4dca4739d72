import * as tf from "@tensorflow/tfjs";
import { embedding } from "@/trainer/tensorflow/fused/embedding";

/** One choice of a ranking: `chosen` was preferred to all `others` (indexes of responses). */
export interface PlackettLuceStage {
  chosen: number;
  others: readonly number[];
}

/**
 * The choices that a ranking is made of, best group first. Each member of a tied group is chosen over all worse groups,
 * not over its equals.
 */
export function plackettLuceStages(ranking: readonly (readonly number[])[]): PlackettLuceStage[] {
  return ranking.flatMap((group, g) => {
    const others = ranking.slice(g + 1).flat();
    return others.length === 0 ? [] : group.map((chosen) => ({ chosen, others }));
  });
}

/**
 * Negative log-likelihood of rankings (Plackett 1975): Σ over choices of log Σ exp(r of chosen and others) − r of
 * chosen, divided by `rankings`. `rewards`: [response]. With two responses it is the Bradley-Terry loss. Needs room for
 * choices × the most that any one was chosen from, however many responses the batch has.
 */
export function plackettLuceLoss(
  rewards: tf.Tensor1D,
  stages: readonly PlackettLuceStage[],
  rankings: number,
): tf.Scalar {
  return tf.tidy(() => {
    const width = 1 + stages.reduce((most, { others }) => Math.max(most, others.length), 0);
    const shape: [number, number] = [stages.length, width];
    // the chosen one first; empty places repeat it, and are hidden
    const places = new Int32Array(shape[0] * width);
    const offered = new Uint8Array(shape[0] * width);
    stages.forEach(({ chosen, others }, s) => {
      places.fill(chosen, s * width, (s + 1) * width);
      places.set(others, s * width + 1);
      offered.fill(1, s * width, s * width + 1 + others.length);
    });
    const rows = embedding(tf.reshape(rewards, [-1, 1]), tf.tensor2d(places, shape, "int32"));
    const table = tf.reshape(rows, shape);
    // −1e30 instead of −∞, whose difference from itself is NaN
    const hidden = tf.fill(shape, -1e30);
    const normaliser = tf.logSumExp(tf.where(tf.tensor2d(offered, shape, "bool"), table, hidden), 1);
    const chosen = tf.slice(table, [0, 0], [shape[0], 1]);
    return tf.div(tf.sub(tf.sum(normaliser), tf.sum(chosen)), rankings);
  });
}
