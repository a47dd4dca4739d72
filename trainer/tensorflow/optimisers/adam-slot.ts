import type * as tf from "@tensorflow/tfjs";

export interface AdamWOptions {
  beta1: number;
  beta2: number;
  /** Added to the root of the bias-corrected second moment. */
  epsilon: number;
  /** Decoupled; biases and norm gains (tensors of one axis) are spared. */
  weightDecay: number;
}

export interface AdamSlot {
  variable: tf.Variable;
  first: tf.Variable;
  second: tf.Variable;
  gradient: tf.Tensor;
}
