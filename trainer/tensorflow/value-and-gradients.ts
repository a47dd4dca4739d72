import * as tf from "@tensorflow/tfjs";
import { backpropagate, discardTape, record } from "@/trainer/tensorflow/tape";

export interface ValueAndGradients {
  /** The caller disposes it. */
  value: tf.Scalar;
  /** Under the variables' names; one that the loss does not depend on is absent. The caller disposes them. */
  gradients: Map<string, tf.Tensor>;
}

/**
 * The loss and its gradients with respect to the variables. The same numbers as `tf.variableGrads`, at a fraction of
 * its memory: an activation and its gradient are released as soon as the backward pass is through with them, instead
 * of at its end. No second derivatives.
 *
 * @param loss run once, inside a tidy
 * @param variables under the names that the gradients shall have, e.g. `parameters.entries()`
 */
export function valueAndGradients(
  loss: () => tf.Scalar,
  variables: ReadonlyMap<string, tf.Variable>,
): ValueAndGradients {
  const { output: value, tape } = record(loss);
  try {
    return { value, gradients: backpropagate(tape, value, tf.onesLike(value), variables) };
  } finally {
    discardTape(tape);
  }
}
