import * as tf from "@tensorflow/tfjs";

/** One recorded operation. */
export interface TapeNode {
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
  state: { activeTape: TapeNode[] | null; gradientDepth: number; kernelDepth: number };
}

function tapeEngine(): TapeEngine {
  return tf.engine() as unknown as TapeEngine;
}

/** Whether operations are being recorded. */
export function isRecording(): boolean {
  const { gradientDepth, kernelDepth } = tapeEngine().state;
  return gradientDepth > 0 && kernelDepth === 0;
}

/** Runs `compute` once, inside a tidy, and records its operations. The caller backpropagates or discards the tape. */
export function record<T extends tf.Tensor>(compute: () => T): { output: T; tape: readonly TapeNode[] } {
  const engine = tapeEngine();
  if (engine.state.gradientDepth > 0) throw new Error("a tape cannot be recorded while another one is");
  engine.startTape();
  let output: T;
  try {
    output = tf.tidy(compute);
  } catch (error) {
    discardTape(engine.state.activeTape ?? []);
    throw error;
  } finally {
    engine.endTape();
  }
  const tape = engine.state.activeTape ?? [];
  engine.state.activeTape = null;
  return { output, tape };
}

/** Runs `compute` inside a tidy without recording what it does; the result stands on the tape as one operation. */
export function recordAsOne<T extends tf.Tensor>(
  compute: () => T,
  describe: () => Omit<TapeNode, "outputs">,
): T {
  const output = unrecorded(compute);
  tapeEngine().state.activeTape?.push({ ...describe(), outputs: [output] });
  return output;
}

/** Runs `compute` inside a tidy, off the tape: its result is a constant. */
export function unrecorded<T extends tf.Tensor>(compute: () => T): T {
  const { state } = tapeEngine();
  state.kernelDepth++;
  try {
    return tf.tidy(compute);
  } finally {
    state.kernelDepth--;
  }
}

/**
 * Gradients of `output` with respect to the named tensors; one that it does not depend on is absent. What a node keeps
 * is released as soon as the pass is through with it. Consumes `seed`, the gradient of `output`.
 */
export function backpropagate(
  tape: readonly TapeNode[],
  output: tf.Tensor,
  seed: tf.Tensor,
  variables: ReadonlyMap<string, tf.Tensor>,
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

/** Releases what a tape keeps. */
export function discardTape(tape: readonly TapeNode[]): void {
  for (const node of tape) node.saved?.forEach((tensor) => tensor.dispose());
}
