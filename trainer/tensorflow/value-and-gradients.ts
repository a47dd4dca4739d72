import * as tf from "@tensorflow/tfjs";

/** One recorded operation. */
interface TapeNode {
  kernelName: string;
  inputs: Readonly<Record<string, tf.Tensor>>;
  outputs: readonly tf.Tensor[];
  gradient?: (outputGradients: (tf.Tensor | null)[]) => Readonly<Record<string, () => tf.Tensor>>;
  saved?: readonly tf.Tensor[];
}

/** What TensorFlow.js keeps private about its tape. */
interface TapeEngine {
  startTape(): void;
  endTape(): void;
  state: { activeTape: TapeNode[] | null; gradientDepth: number };
}

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
  const engine = tf.engine() as unknown as TapeEngine;
  if (engine.state.gradientDepth > 0)
    throw new Error("valueAndGradients cannot be nested in another gradient");
  engine.startTape();
  let value: tf.Scalar;
  try {
    value = tf.tidy(loss);
  } catch (error) {
    discard(engine.state.activeTape ?? []);
    throw error;
  } finally {
    engine.endTape();
  }
  const tape = engine.state.activeTape ?? [];
  engine.state.activeTape = null;
  try {
    const seed = tf.onesLike(value);
    return { value, gradients: backpropagate(tape, value, seed, variables) };
  } finally {
    discard(tape);
  }
}

/** Consumes `seed`, the gradient of `output`. */
function backpropagate(
  tape: readonly TapeNode[],
  output: tf.Tensor,
  seed: tf.Tensor,
  variables: ReadonlyMap<string, tf.Variable>,
): Map<string, tf.Tensor> {
  const variableIds = new Set(Array.from(variables.values(), ({ id }) => id));
  const dependent = dependentTensors(tape, variableIds);
  const gradients = new Map<number, tf.Tensor>([[output.id, seed]]);

  for (let i = tape.length - 1; i >= 0; i--) {
    const node = tape[i];
    if (!node) continue;
    const outputGradients = node.outputs.map(({ id }) => gradients.get(id) ?? null);
    const inputs = Object.entries(node.inputs).filter(([, tensor]) => dependent.has(tensor.id));
    if (outputGradients.some(Boolean) && inputs.length > 0) {
      const names = inputs.map(([name]) => name);
      const results = tf.tidy(() => inputGradients(node, outputGradients, names));
      inputs.forEach(([, tensor], at) => {
        const gradient = results[at];
        if (gradient) accumulate(gradients, tensor.id, gradient);
      });
    }
    node.saved?.forEach((tensor) => tensor.dispose());
    for (const { id } of node.outputs) {
      if (variableIds.has(id)) continue;
      gradients.get(id)?.dispose();
      gradients.delete(id);
    }
  }
  const named = new Map<string, tf.Tensor>();
  for (const [name, { id }] of variables) {
    const gradient = gradients.get(id);
    if (gradient) named.set(name, gradient);
  }
  for (const [id, gradient] of gradients) if (!variableIds.has(id)) gradient.dispose();
  return named;
}

/** Each result is a tensor of its own, which outlives the output gradients. */
function inputGradients(node: TapeNode, outputGradients: (tf.Tensor | null)[], names: string[]): tf.Tensor[] {
  if (!node.gradient) throw new Error(`${node.kernelName} has no gradient`);
  const functions = node.gradient(outputGradients);
  const taken = new Set<tf.Tensor | null>(outputGradients);
  return names.map((name) => {
    const compute = functions[name];
    if (!compute) throw new Error(`${node.kernelName} has no gradient for its input ${name}`);
    const gradient = compute();
    if (taken.has(gradient)) return gradient.clone();
    taken.add(gradient);
    return gradient;
  });
}

function accumulate(gradients: Map<number, tf.Tensor>, id: number, gradient: tf.Tensor): void {
  const sum = gradients.get(id);
  if (!sum) {
    gradients.set(id, gradient);
    return;
  }
  gradients.set(id, tf.add(sum, gradient));
  sum.dispose();
  gradient.dispose();
}

/** Ids of the variables and of all that was computed from them. */
function dependentTensors(tape: readonly TapeNode[], variableIds: ReadonlySet<number>): Set<number> {
  const dependent = new Set(variableIds);
  for (const node of tape) {
    if (Object.values(node.inputs).some(({ id }) => dependent.has(id))) {
      node.outputs.forEach(({ id }) => dependent.add(id));
    }
  }
  return dependent;
}

function discard(tape: readonly TapeNode[]): void {
  for (const node of tape) node.saved?.forEach((tensor) => tensor.dispose());
}
