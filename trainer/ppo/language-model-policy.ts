import * as tf from "@tensorflow/tfjs";
import { learntParameters, type LanguageModel } from "@/trainer/tensorflow/language-model";
import { disposeAdamW, initAdamW, updateAdamW, type AdamWState } from "@/trainer/tensorflow/optimisers/adamw";
import { clipGradientNorm, disposeGradients } from "@/trainer/tensorflow/optimisers/clip-gradient-norm";
import { ParameterStore } from "@/trainer/tensorflow/parameters";
import { valueAndGradients } from "@/trainer/tensorflow/value-and-gradients";
import { planMicrobatches } from "@/trainer/reward/plan-microbatches";
import type { ActorCritic, TokenOutputs } from "@/trainer/ppo/actor-critic";
import { responseBatch, responseLogprobs, rowLength } from "@/trainer/ppo/response-logprobs";
import { perRollout, type Rollout } from "@/trainer/ppo/rollout";

/** Cells of one forward and backward pass. */
const TRAINING_TOKENS = 1536;

const VALUE_WEIGHT = "value_head.weight";
const VALUE_BIAS = "value_head.bias";

export interface LanguageModelPolicyOptions {
  model: LanguageModel;
  padTokenId: number;
  /** Divides the logits, as it did when the tokens were drawn. */
  temperature: number;
  maxGradientNorm: number;
  /** Of the value head alone. */
  valueLearningRate: number;
  /** Cells of one pass; only memory and speed depend on it. */
  microbatchTokens?: number;
}

/**
 * A causal language model with a linear value head on its last hidden states. The head starts at 0, and has an
 * optimiser of its own: it must learn from nothing what the trunk needs only be nudged to.
 */
export class LanguageModelPolicy implements ActorCritic {
  readonly valueHead: ParameterStore;
  readonly optimisers: { policy: AdamWState; value: AdamWState };

  constructor(private readonly options: LanguageModelPolicyOptions) {
    const { hiddenSize } = options.model.config;
    this.valueHead = new ParameterStore();
    this.valueHead.add(VALUE_WEIGHT, [1, hiddenSize], new Float32Array(hiddenSize));
    this.valueHead.add(VALUE_BIAS, [1], new Float32Array(1));
    this.optimisers = {
      policy: initAdamW(learntParameters(options.model).entries()),
      value: initAdamW(this.valueHead.entries()),
    };
  }

  microbatches(rollouts: readonly Rollout[]): number[][] {
    return planMicrobatches(rollouts.map(rowLength), this.options.microbatchTokens ?? TRAINING_TOKENS);
  }

  evaluate(rollouts: readonly Rollout[]): { logprobs: Float32Array[]; values: Float32Array[] } {
    const logprobs = new Array<Float32Array>(rollouts.length);
    const values = new Array<Float32Array>(rollouts.length);
    for (const part of this.microbatches(rollouts)) {
      const some = part.map((index) => rollouts[index] as Rollout);
      const [flatLogprobs, flatValues] = tf.tidy(() => {
        const outputs = this.outputs(some, false);
        return [outputs.logprobs.dataSync(), outputs.values.dataSync()] as const;
      });
      perRollout(flatLogprobs, some).forEach((own, i) => (logprobs[part[i] as number] = own));
      perRollout(flatValues, some).forEach((own, i) => (values[part[i] as number] = own));
    }
    return { logprobs, values };
  }

  lossAndGradients(
    rollouts: readonly Rollout[],
    loss: (outputs: TokenOutputs) => tf.Scalar,
    { entropies }: { entropies: boolean },
  ): { loss: number; gradients: Map<string, tf.Tensor> } {
    const variables = new Map([
      ...learntParameters(this.options.model).entries(),
      ...this.valueHead.entries(),
    ]);
    const { value, gradients } = valueAndGradients(() => loss(this.outputs(rollouts, entropies)), variables);
    const number = value.dataSync()[0] as number;
    value.dispose();
    return { loss: number, gradients };
  }

  applyGradients(gradients: Map<string, tf.Tensor>, learningRate: number): number {
    const norm = clipGradientNorm(gradients, this.options.maxGradientNorm);
    if (Number.isFinite(norm)) {
      const { model, valueLearningRate } = this.options;
      const isValue = (name: string) => this.valueHead.has(name);
      const part = (keep: (name: string) => boolean) =>
        new Map([...gradients].filter(([name]) => keep(name)));
      updateAdamW(
        this.optimisers.policy,
        learntParameters(model).entries(),
        part((name) => !isValue(name)),
        learningRate,
      );
      updateAdamW(this.optimisers.value, this.valueHead.entries(), part(isValue), valueLearningRate);
    }
    disposeGradients(gradients);
    return norm;
  }

  private outputs(rollouts: readonly Rollout[], withEntropies: boolean): TokenOutputs {
    const { model, padTokenId, temperature } = this.options;
    const { logprobs, entropies, hidden } = responseLogprobs(model, responseBatch(rollouts, padTokenId), {
      temperature,
      entropies: withEntropies,
    });
    const weighted = tf.sum(tf.mul(hidden, this.valueHead.get(VALUE_WEIGHT)), -1);
    return { logprobs, entropies, values: tf.add(weighted, this.valueHead.get(VALUE_BIAS)) as tf.Tensor1D };
  }

  /** Releases head and optimisers; the model is its owner's. */
  dispose(): void {
    this.valueHead.dispose();
    disposeAdamW(this.optimisers.policy);
    disposeAdamW(this.optimisers.value);
  }
}
