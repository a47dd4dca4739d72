import * as tf from "@tensorflow/tfjs";
import type { Rng } from "@/lib/rng";
import { disposeGradients } from "@/trainer/tensorflow/optimisers/clip-gradient-norm";
import type { ActorCritic, TokenOutputs } from "@/trainer/ppo/actor-critic";
import type { PPOEnvironment } from "@/trainer/ppo/ppo-trainer";
import { countTokens, perRollout, type Rollout } from "@/trainer/ppo/rollout";
import {
  at,
  logSoftmax,
  stateOf,
  STATES,
  STEPS,
  tokenReward,
  VOCABULARY,
} from "@/tests/numerics/ppo/support/tabular-task";

/**
 * A table of logits and a table of values. The losses are the shipped ones, on tensors; their gradient by the outputs
 * comes from TensorFlow.js, the step from there to the tables is a softmax and is written out.
 */
export class TabularPolicy implements ActorCritic {
  readonly logits: Float64Array;
  readonly values = new Float64Array(STATES);
  private readonly adam = { logits: new Adam(STATES * VOCABULARY), values: new Adam(STATES) };

  constructor(reference: Float64Array) {
    this.logits = Float64Array.from(reference);
  }

  /** [state, token] */
  logprobs(): Float64Array {
    const out = new Float64Array(this.logits.length);
    for (let i = 0; i < out.length; i += VOCABULARY)
      out.set(logSoftmax(this.logits.subarray(i, i + VOCABULARY)), i);
    return out;
  }

  microbatches(rollouts: readonly Rollout[]): number[][] {
    return [rollouts.map((_, index) => index)];
  }

  evaluate(rollouts: readonly Rollout[]): { logprobs: Float32Array[]; values: Float32Array[] } {
    const outputs = this.outputs(rollouts, this.logprobs());
    return { logprobs: perRollout(outputs.logprobs, rollouts), values: perRollout(outputs.values, rollouts) };
  }

  lossAndGradients(
    rollouts: readonly Rollout[],
    loss: (outputs: TokenOutputs) => tf.Scalar,
  ): { loss: number; gradients: Map<string, tf.Tensor> } {
    const table = this.logprobs();
    const { logprobs, values } = this.outputs(rollouts, table);
    const [value, byLogprob, byValue] = tf.tidy(() => {
      const result = tf.valueAndGrads((l, v) =>
        loss({ logprobs: l as tf.Tensor1D, values: v as tf.Tensor1D }),
      )([tf.tensor1d(logprobs), tf.tensor1d(values)]);
      return [result.value, ...result.grads].map((tensor) => tensor.dataSync() as Float32Array);
    }) as [Float32Array, Float32Array, Float32Array];
    return { loss: value[0] as number, gradients: this.tableGradients(rollouts, table, byLogprob, byValue) };
  }

  applyGradients(gradients: Map<string, tf.Tensor>, learningRate: number): number {
    const logits = gradients.get("logits")?.dataSync() as Float32Array;
    const values = gradients.get("values")?.dataSync() as Float32Array;
    this.adam.logits.step(this.logits, logits, learningRate);
    this.adam.values.step(this.values, values, learningRate);
    disposeGradients(gradients);
    return Math.hypot(norm(logits), norm(values));
  }

  private outputs(rollouts: readonly Rollout[], table: Float64Array) {
    const logprobs = new Float32Array(countTokens(rollouts));
    const values = new Float32Array(logprobs.length);
    forEachToken(rollouts, (i, state, token) => {
      logprobs[i] = at(table, state, token);
      values[i] = this.values[state] as number;
    });
    return { logprobs, values };
  }

  /** ∂ log π(a|s)/∂ logit(b|s) = [a = b] − π(b|s). */
  private tableGradients(
    rollouts: readonly Rollout[],
    table: Float64Array,
    byLogprob: Float32Array,
    byValue: Float32Array,
  ): Map<string, tf.Tensor> {
    const logits = new Float32Array(STATES * VOCABULARY);
    const values = new Float32Array(STATES);
    const totals = new Float64Array(STATES);
    forEachToken(rollouts, (i, state, token) => {
      const index = state * VOCABULARY + token;
      logits[index] = (logits[index] as number) + (byLogprob[i] as number);
      totals[state] = (totals[state] as number) + (byLogprob[i] as number);
      values[state] = (values[state] as number) + (byValue[i] as number);
    });
    for (let i = 0; i < logits.length; i++) {
      const total = totals[Math.floor(i / VOCABULARY)] as number;
      logits[i] = (logits[i] as number) - total * Math.exp(table[i] as number);
    }
    return new Map([
      ["logits", tf.tensor1d(logits)],
      ["values", tf.tensor1d(values)],
    ]);
  }
}

/** Episodes of the tabular task; there are no prompts. */
export function tabularEnvironment(
  policy: TabularPolicy,
  reference: Float64Array,
  rewardOf: (tokenIds: readonly number[]) => number = trueReward,
): PPOEnvironment<null, Rollout> {
  return {
    sample: (prompts, rng) => {
      const table = policy.logprobs();
      return Promise.resolve(prompts.map(() => draw(table, rng)));
    },
    score: (rollouts) => Promise.resolve(rollouts.map(({ tokenIds }) => rewardOf(tokenIds))),
    referenceLogprobs: (rollouts) =>
      Promise.resolve(
        rollouts.map(({ tokenIds }) =>
          Float32Array.from(tokenIds, (token, t) => at(reference, stateOf(t, tokenIds[t - 1] ?? -1), token)),
        ),
      ),
  };
}

export function trueReward(tokenIds: readonly number[]): number {
  return tokenIds.reduce((sum, token) => sum + tokenReward(token), 0);
}

export function draw(table: Float64Array, rng: Rng): Rollout {
  const tokenIds: number[] = [];
  const samplerLogprobs: number[] = [];
  for (let step = 0; step < STEPS; step++) {
    const state = stateOf(step, tokenIds.at(-1) ?? -1);
    let left = rng.uniform();
    let token = 0;
    while (token < VOCABULARY - 1 && (left -= Math.exp(at(table, state, token))) > 0) token++;
    tokenIds.push(token);
    samplerLogprobs.push(at(table, state, token));
  }
  return { promptTokenIds: [], tokenIds, samplerLogprobs, ended: true };
}

function forEachToken(
  rollouts: readonly Rollout[],
  visit: (index: number, state: number, token: number) => void,
): void {
  let i = 0;
  for (const { tokenIds } of rollouts) {
    tokenIds.forEach((token, t) => {
      visit(i, stateOf(t, tokenIds[t - 1] ?? -1), token);
      i++;
    });
  }
}

function norm(values: Float32Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
}

class Adam {
  private readonly first: Float64Array;
  private readonly second: Float64Array;
  private steps = 0;
  constructor(size: number) {
    this.first = new Float64Array(size);
    this.second = new Float64Array(size);
  }

  step(parameters: Float64Array, gradient: Float32Array, learningRate: number): void {
    this.steps++;
    const [firstScale, secondScale] = [1 - 0.9 ** this.steps, 1 - 0.999 ** this.steps];
    gradient.forEach((g, i) => {
      const m = (this.first[i] = 0.9 * (this.first[i] as number) + 0.1 * g);
      const v = (this.second[i] = 0.999 * (this.second[i] as number) + 0.001 * g * g);
      parameters[i] =
        (parameters[i] as number) - (learningRate * (m / firstScale)) / (Math.sqrt(v / secondScale) + 1e-8);
    });
  }
}
