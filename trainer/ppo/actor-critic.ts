import type * as tf from "@tensorflow/tfjs";
import type { Rollout } from "@/trainer/ppo/rollout";

/** Over all response tokens of the given rollouts, one after the other. [token] */
export interface TokenOutputs {
  /** log π of each drawn token, at the sampling temperature. */
  logprobs: tf.Tensor1D;
  /** V before each token was drawn. */
  values: tf.Tensor1D;
  /** Entropy of each token's distribution, nats; only where it was asked for. */
  entropies?: tf.Tensor1D;
}

/**
 * A policy with a value head, as the algorithm sees it: a language model, or the table of the exact-optimum test. All
 * randomness but the drawing (dropout) is off: the same weights and rollouts give the same outputs to the bit.
 */
export interface ActorCritic<R extends Rollout = Rollout> {
  /**
   * Cuts rollouts into parts that fit into memory together with their gradients; indexes into `rollouts`. It depends
   * on nothing but their lengths.
   */
  microbatches(rollouts: readonly R[]): number[][];
  /** Outputs without gradients. */
  evaluate(rollouts: readonly R[]): { logprobs: Float32Array[]; values: Float32Array[] };
  /** The loss of the outputs, and its gradient by parameter name; the caller disposes of the gradients. */
  lossAndGradients(
    rollouts: readonly R[],
    loss: (outputs: TokenOutputs) => tf.Scalar,
    options: { entropies: boolean },
  ): { loss: number; gradients: Map<string, tf.Tensor> };
  /** Clips the gradient by its global norm and takes one optimiser step. Disposes of the gradients. Returns the norm. */
  applyGradients(gradients: Map<string, tf.Tensor>, learningRate: number): number;
}
