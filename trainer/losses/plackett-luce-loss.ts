import * as tf from "@tensorflow/tfjs";

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
 * chosen, divided by `rankings`. `rewards`: [response]. With two responses it is the Bradley-Terry loss.
 */
export function plackettLuceLoss(
  rewards: tf.Tensor1D,
  stages: readonly PlackettLuceStage[],
  rankings: number,
): tf.Scalar {
  return tf.tidy(() => {
    const shape: [number, number] = [stages.length, rewards.shape[0]];
    const offered = new Uint8Array(shape[0] * shape[1]);
    const taken = new Float32Array(shape[0] * shape[1]);
    stages.forEach(({ chosen, others }, s) => {
      taken[s * shape[1] + chosen] = 1;
      for (const index of [chosen, ...others]) offered[s * shape[1] + index] = 1;
    });
    const table = tf.broadcastTo(tf.expandDims(rewards, 0), shape);
    // −1e30 instead of −∞, whose difference from itself is NaN
    const hidden = tf.fill(shape, -1e30);
    const normaliser = tf.logSumExp(tf.where(tf.tensor2d(offered, shape, "bool"), table, hidden), 1);
    const chosen = tf.sum(tf.mul(table, tf.tensor2d(taken, shape)), 1);
    return tf.div(tf.sum(tf.sub(normaliser, chosen)), rankings);
  });
}
