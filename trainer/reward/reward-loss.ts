import * as tf from "@tensorflow/tfjs";
import { bradleyTerryLoss } from "@/trainer/losses/bradley-terry-loss";
import { centeringLoss } from "@/trainer/losses/centering-loss";
import { plackettLuceLoss, plackettLuceStages } from "@/trainer/losses/plackett-luce-loss";
import { squaredErrorLoss } from "@/trainer/losses/squared-error-loss";
import { embedding } from "@/trainer/tensorflow/fused/embedding";
import type { RewardPair } from "@/trainer/reward/group-preferences";

export interface RewardTargets {
  /** (score − mean)/std of each response, where it was scored. [response] */
  standardisedScores: readonly (number | undefined)[];
  pairs: readonly RewardPair[];
  /** Indexes of responses, best group first. */
  rankings: readonly (readonly (readonly number[])[])[];
}

export interface RewardLossWeights {
  rankingLoss: "bradley-terry" | "plackett-luce";
  scoreLossWeight: number;
  pairLossWeight: number;
  centeringWeight: number;
}

/** Unweighted parts; null where the data has nothing of the kind. */
export interface RewardLoss {
  total: tf.Scalar;
  pair: tf.Scalar | null;
  mse: tf.Scalar | null;
}

/**
 * The loss of a whole batch from its raw rewards [response]: squared error on standardised scores, plus the ranking
 * loss, plus centering; each a mean over the batch. Call it in a tidy.
 */
export function rewardLoss(
  rewards: tf.Tensor1D,
  targets: RewardTargets,
  weights: RewardLossWeights,
): RewardLoss {
  const pick = (indexes: readonly number[]) => pickRewards(rewards, indexes);
  const better = pick(targets.pairs.map((pair) => pair.better));
  const worse = pick(targets.pairs.map((pair) => pair.worse));
  const pair = rankingLossOf(rewards, better, worse, targets, weights);
  const scored = targets.standardisedScores.flatMap((score, index) =>
    score === undefined ? [] : [{ score, index }],
  );
  const mse =
    scored.length === 0
      ? null
      : squaredErrorLoss(
          pick(scored.map(({ index }) => index)),
          tf.tensor1d(scored.map(({ score }) => score)),
        );
  let total: tf.Tensor = tf.mul(tf.sum(rewards), 0);
  if (pair) total = tf.add(total, tf.mul(pair, weights.pairLossWeight));
  if (mse) total = tf.add(total, tf.mul(mse, weights.scoreLossWeight));
  if (weights.centeringWeight > 0 && targets.pairs.length > 0) {
    total = tf.add(total, tf.mul(centeringLoss(better, worse), weights.centeringWeight));
  }
  return { total: total as tf.Scalar, pair, mse };
}

function rankingLossOf(
  rewards: tf.Tensor1D,
  better: tf.Tensor1D,
  worse: tf.Tensor1D,
  { pairs, rankings }: RewardTargets,
  { rankingLoss }: RewardLossWeights,
): tf.Scalar | null {
  if (pairs.length === 0) return null;
  if (rankingLoss === "plackett-luce") {
    return plackettLuceLoss(rewards, rankings.flatMap(plackettLuceStages), rankings.length);
  }
  const margins = pairs.some(({ margin }) => margin !== 0)
    ? tf.tensor1d(pairs.map(({ margin }) => margin))
    : undefined;
  return bradleyTerryLoss(better, worse, margins);
}

function pickRewards(rewards: tf.Tensor1D, indexes: readonly number[]): tf.Tensor1D {
  if (indexes.length === 0) return tf.tensor1d([]);
  const rows = embedding(tf.reshape(rewards, [-1, 1]), tf.tensor1d([...indexes], "int32"));
  return tf.reshape(rows, [-1]);
}
