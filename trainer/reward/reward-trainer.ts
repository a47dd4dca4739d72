import * as tf from "@tensorflow/tfjs";
import { AppError } from "@/lib/errors";
import { initAdamW, disposeAdamW, updateAdamW, type AdamWState } from "@/trainer/tensorflow/optimisers/adamw";
import {
  addGradients,
  clipGradientNorm,
  disposeGradients,
} from "@/trainer/tensorflow/optimisers/clip-gradient-norm";
import { valueAndGradients } from "@/trainer/tensorflow/value-and-gradients";
import { planMicrobatches } from "@/trainer/reward/plan-microbatches";
import { rewardLoss, type RewardLossWeights, type RewardTargets } from "@/trainer/reward/reward-loss";
import type { RewardModel } from "@/trainer/reward/reward-model";

/** Cells of one forward and backward pass. */
export const TRAINING_TOKENS = 2048;

export interface RewardBatch {
  /** Encoded prompt and response. [response][token] */
  sequences: readonly ArrayLike<number>[];
  targets: RewardTargets;
}

export interface RewardStep {
  total: number;
  pair: number | null;
  mse: number | null;
  /** Before clipping. */
  gradientNorm: number;
}

export interface RewardTrainerOptions extends RewardLossWeights {
  weightDecay: number;
  maxGradientNorm: number;
  /** Cells of one pass; only memory and speed depend on it. */
  microbatchTokens?: number;
}

/** Takes optimiser steps on a reward model. */
export class RewardTrainer {
  readonly optimiser: AdamWState;

  constructor(
    private readonly rewardModel: RewardModel,
    private readonly options: RewardTrainerOptions,
  ) {
    this.optimiser = initAdamW(rewardModel.model.parameters.entries());
  }

  /** @throws AppError RUN_DIVERGED */
  step(batch: RewardBatch, learningRate: number): RewardStep {
    const { parameters } = this.rewardModel.model;
    const { losses, gradients } = this.gradients(batch);
    const gradientNorm = clipGradientNorm(gradients, this.options.maxGradientNorm);
    if (!Number.isFinite(losses.total) || !Number.isFinite(gradientNorm)) {
      disposeGradients(gradients);
      throw new AppError(
        "RUN_DIVERGED",
        `Training diverged: the loss became ${losses.total}, the gradient's norm ${gradientNorm}. Lower the learning rate.`,
      );
    }
    updateAdamW(this.optimiser, parameters.entries(), gradients, learningRate, {
      weightDecay: this.options.weightDecay,
    });
    disposeGradients(gradients);
    return { ...losses, gradientNorm };
  }

  /**
   * Loss and gradient of a batch. A batch too large for one pass is read twice: once for all rewards, from which the
   * loss's gradient by each reward follows exactly (pairs may lie in different parts), then part by part for the
   * parameters. The caller disposes of the gradients.
   */
  gradients({ sequences, targets }: RewardBatch): {
    losses: Omit<RewardStep, "gradientNorm">;
    gradients: Map<string, tf.Tensor>;
  } {
    const parts = planMicrobatches(
      sequences.map(({ length }) => length),
      this.options.microbatchTokens ?? TRAINING_TOKENS,
    );
    const variables = this.rewardModel.model.parameters.entries();
    let losses: Omit<RewardStep, "gradientNorm"> = { total: 0, pair: null, mse: null };
    const lossOf = (rewards: tf.Tensor1D) => {
      const { total, pair, mse } = rewardLoss(rewards, targets, this.options);
      losses = { total: read(total), pair: pair && read(pair), mse: mse && read(mse) };
      return total;
    };
    const pick = (part: readonly number[]) => part.map((index) => sequences[index] ?? []);

    if (parts.length === 1) {
      const { value, gradients } = valueAndGradients(
        () => lossOf(this.rewardModel.forward(sequences)),
        variables,
      );
      value.dispose();
      return { losses, gradients };
    }
    const rewards = new Float32Array(sequences.length);
    for (const part of parts) {
      const values = tf.tidy(() => this.rewardModel.forward(pick(part)).dataSync());
      part.forEach((index, i) => (rewards[index] = values[i] as number));
    }
    const byReward = tf.tidy(() =>
      tf
        .grad((x) => lossOf(x as tf.Tensor1D))(tf.tensor1d(rewards))
        .dataSync(),
    );
    const gradients = new Map<string, tf.Tensor>();
    for (const part of parts) {
      const weights = part.map((index) => byReward[index] as number);
      const result = valueAndGradients(
        () => tf.sum(tf.mul(this.rewardModel.forward(pick(part)), tf.tensor1d(weights))) as tf.Scalar,
        variables,
      );
      result.value.dispose();
      addGradients(gradients, result.gradients);
    }
    return { losses, gradients };
  }

  dispose(): void {
    disposeAdamW(this.optimiser);
  }
}

function read(scalar: tf.Scalar): number {
  return scalar.dataSync()[0] as number;
}
