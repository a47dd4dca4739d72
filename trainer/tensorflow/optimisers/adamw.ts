import * as tf from "@tensorflow/tfjs";
import { executeSingleOp, nodeBackend } from "@/trainer/tensorflow/execute-op";
import type { AdamSlot, AdamWOptions } from "@/trainer/tensorflow/optimisers/adam-slot";
import { applyAdamInPlace } from "@/trainer/tensorflow/optimisers/apply-adam-in-place";
import { ownedTensor } from "@/trainer/tensorflow/owned-tensor";

export const ADAMW_DEFAULTS: AdamWOptions = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 };

/** Moments by parameter name. `disposeAdamW` releases them. */
export interface AdamWState {
  /** Updates made so far. */
  step: number;
  first: Map<string, tf.Variable>;
  second: Map<string, tf.Variable>;
}

/** A state as plain numbers, from a checkpoint. Restoring it continues bit for bit. */
export interface AdamWSnapshot {
  step: number;
  /** `first/NAME` and `second/NAME`. */
  tensors: { name: string; shape: readonly number[]; data: Float32Array }[];
}

export function initAdamW(parameters: ReadonlyMap<string, tf.Variable>): AdamWState {
  const zeros = () => new Map(Array.from(parameters, ([name, variable]) => [name, zeroMoment(variable)]));
  return { step: 0, first: zeros(), second: zeros() };
}

/**
 * One step of AdamW (Loshchilov & Hutter, 2019), as torch.optim.AdamW takes it:
 *
 *   θ ← θ·(1 − lr·decay);  m ← β₁m + (1 − β₁)g;  v ← β₂v + (1 − β₂)g²
 *   θ ← θ − lr · m/(1 − β₁ᵗ) / (√(v/(1 − β₂ᵗ)) + ε)
 *
 * Changes parameters and state in place, and leaves the gradients to the caller. A parameter without gradient stays
 * as it is, its decay included.
 */
export function updateAdamW(
  state: AdamWState,
  parameters: ReadonlyMap<string, tf.Variable>,
  gradients: ReadonlyMap<string, tf.Tensor>,
  learningRate: number,
  options: Partial<AdamWOptions> = {},
): void {
  const settings = { ...ADAMW_DEFAULTS, ...options };
  state.step += 1;
  const slots = Array.from(gradients, ([name, gradient]) => {
    const slot = {
      variable: parameters.get(name),
      first: state.first.get(name),
      second: state.second.get(name),
    };
    if (!slot.variable || !slot.first || !slot.second)
      throw new Error(`AdamW does not know the parameter ${name}`);
    return { variable: slot.variable, first: slot.first, second: slot.second, gradient };
  });
  if (settings.weightDecay > 0) {
    for (const { variable } of slots)
      if (variable.rank > 1) scale(variable, 1 - learningRate * settings.weightDecay);
  }
  if (nodeBackend()) applyAdamInPlace(slots, state.step, learningRate, settings);
  else for (const slot of slots) applyAdam(slot, state.step, learningRate, settings);
}

/** The same update in TensorFlow.js's own operations. */
export function applyAdam(slot: AdamSlot, step: number, learningRate: number, options: AdamWOptions): void {
  const { variable, first, second, gradient } = slot;
  const { beta1, beta2, epsilon } = options;
  tf.tidy(() => {
    first.assign(tf.add(tf.mul(first, beta1), tf.mul(gradient, 1 - beta1)));
    second.assign(tf.add(tf.mul(second, beta2), tf.mul(tf.square(gradient), 1 - beta2)));
    const root = tf.sqrt(tf.div(second, 1 - beta2 ** step));
    const update = tf.div(tf.mul(first, learningRate / (1 - beta1 ** step)), tf.add(root, epsilon));
    variable.assign(tf.sub(variable, update));
  });
}

/** Replaces all moments. @throws Error if the snapshot is of other parameters */
export function restoreAdamW(state: AdamWState, snapshot: AdamWSnapshot): void {
  const found = new Map(snapshot.tensors.map((tensor) => [tensor.name, tensor]));
  for (const moment of ["first", "second"] as const) {
    for (const [name, variable] of state[moment]) {
      const tensor = found.get(`${moment}/${name}`);
      if (!tensor || tensor.data.length !== variable.size) {
        throw new Error(`The optimiser's checkpoint does not fit: ${moment} moment of ${name}`);
      }
      const value = ownedTensor(tensor.data, variable.shape);
      variable.assign(value);
      value.dispose();
    }
  }
  state.step = snapshot.step;
}

export function disposeAdamW(state: AdamWState): void {
  for (const variable of [...state.first.values(), ...state.second.values()]) variable.dispose();
  state.first.clear();
  state.second.clear();
}

function zeroMoment(parameter: tf.Variable): tf.Variable {
  const backend = nodeBackend();
  // not tf.zeros, which would make the numbers in JavaScript first
  const zeros = backend
    ? executeSingleOp("ZerosLike", [parameter], { T: { type: backend.binding.TF_FLOAT } })
    : tf.zeros(parameter.shape);
  const variable = tf.variable(zeros, false);
  zeros.dispose();
  return variable;
}

function scale(variable: tf.Variable, factor: number): void {
  tf.tidy(() => variable.assign(tf.mul(variable, factor)));
}
