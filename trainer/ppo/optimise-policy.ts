import * as tf from "@tensorflow/tfjs";
import type { Rng } from "@/lib/rng";
import { entropyLoss } from "@/trainer/losses/entropy-loss";
import { policyLoss } from "@/trainer/losses/policy-loss";
import { valueLoss } from "@/trainer/losses/value-loss";
import type { ActorCritic, TokenOutputs } from "@/trainer/ppo/actor-critic";
import { assertFinite } from "@/trainer/ppo/assert-finite";
import type { AdvantageTargets } from "@/trainer/ppo/estimate-advantages";
import { minibatchStatistics, type MinibatchStatistics } from "@/trainer/ppo/minibatch-statistics";
import type { PPOConfig } from "@/trainer/ppo/ppo-config";
import { addGradients, disposeGradients } from "@/trainer/tensorflow/optimisers/clip-gradient-norm";
import { countTokens, flatten, perRollout, type Rollout } from "@/trainer/ppo/rollout";

/** Outputs under the weights that the rollouts were drawn with. [sequence][token] */
export interface OldOutputs {
  logprobs: Float32Array[];
  values: Float32Array[];
}

/** One optimiser step, or the one that the approx-KL stop prevented. */
export interface MinibatchUpdate extends MinibatchStatistics {
  epoch: number;
  policyLoss: number;
  valueLoss: number;
  /** Before clipping; null if the step was not taken. */
  gradientNorm: number | null;
}

export interface OptimisePolicyOptions<R extends Rollout> {
  policy: ActorCritic<R>;
  rollouts: readonly R[];
  /** Advantages and returns from the old outputs; called once. */
  targetsFrom: (old: OldOutputs) => AdvantageTargets;
  config: PPOConfig;
  rng: Rng;
  /** Called after each part of a minibatch with how many minibatches are done; a fraction within one. */
  onProgress?: (minibatches: number) => void;
  signal?: AbortSignal;
}

export interface PolicyOptimisation {
  old: OldOutputs;
  targets: AdvantageTargets;
  updates: MinibatchUpdate[];
  /** Whether approx-KL ended the epochs early. */
  stoppedEarly: boolean;
}

/**
 * The epochs of minibatches of one PPO iteration. Old log-probabilities and values are the trainer's own, so that the
 * first minibatch has ratio 1 whatever engine drew the tokens. Where one minibatch and one microbatch are the whole
 * batch, the first epoch's forward pass is also the old one.
 */
export async function optimisePolicy<R extends Rollout>(
  options: OptimisePolicyOptions<R>,
): Promise<PolicyOptimisation> {
  const { policy, rollouts, config, rng } = options;
  const everything = rollouts.map((_, index) => index);
  const wholeBatch = config.minibatches === 1 && policy.microbatches(rollouts).length === 1;
  const basis = new Basis(options);
  if (!wholeBatch) basis.set(policy.evaluate(rollouts));

  const updates: MinibatchUpdate[] = [];
  for (let epoch = 0; epoch < config.ppoEpochs; epoch++) {
    const order = config.minibatches === 1 ? everything : rng.shuffled(everything);
    for (const minibatch of cut(order, config.minibatches)) {
      const onPart = (share: number) => options.onProgress?.(updates.length + share);
      const { update, gradients } = await minibatchGradients(minibatch, basis, { ...options, onPart });
      assertFinite({ "policy loss": update.policyLoss, "value loss": update.valueLoss });
      const stop = update.approxKl > config.approxKlStop;
      const gradientNorm = stop ? null : policy.applyGradients(gradients, config.learningRate);
      if (stop) disposeGradients(gradients);
      else assertFinite({ "gradient norm": gradientNorm ?? 0 });
      updates.push({ ...update, epoch, gradientNorm });
      if (stop) return { ...basis.get(), updates, stoppedEarly: true };
    }
  }
  return { ...basis.get(), updates, stoppedEarly: false };
}

/** Old outputs and targets, known before the first step: from a pass of their own, or from the first forward pass. */
class Basis<R extends Rollout> {
  private known: { old: OldOutputs; targets: AdvantageTargets } | undefined;
  constructor(private readonly options: OptimisePolicyOptions<R>) {}

  set(old: OldOutputs): void {
    this.known = { old, targets: this.options.targetsFrom(old) };
  }

  get(): { old: OldOutputs; targets: AdvantageTargets } {
    if (!this.known) throw new Error("the old outputs are not known yet");
    return this.known;
  }

  /** In the first forward pass over the whole batch. */
  learnFrom(outputs: TokenOutputs): void {
    if (this.known) return;
    const { rollouts } = this.options;
    this.set({
      logprobs: perRollout(outputs.logprobs.dataSync(), rollouts),
      values: perRollout(outputs.values.dataSync(), rollouts),
    });
  }
}

/** Gradient and statistics of one minibatch, summed over its microbatches and normalised by all its tokens. */
async function minibatchGradients<R extends Rollout>(
  minibatch: readonly number[],
  basis: Basis<R>,
  options: OptimisePolicyOptions<R> & { onPart: (share: number) => void },
): Promise<{
  update: Omit<MinibatchUpdate, "epoch" | "gradientNorm">;
  gradients: Map<string, tf.Tensor>;
}> {
  const { policy, rollouts, config } = options;
  const batch = minibatch.map((index) => rollouts[index] as R);
  const tokenCount = countTokens(batch);
  const seen = { logprobs: [] as Float32Array[], indexes: [] as number[], policyLoss: 0, valueLoss: 0 };
  const gradients = new Map<string, tf.Tensor>();
  const parts = policy.microbatches(batch);
  for (const [at, part] of parts.entries()) {
    await breathe(options.signal, gradients);
    const indexes = part.map((place) => minibatch[place] as number);
    const loss = (outputs: TokenOutputs): tf.Scalar => {
      basis.learnFrom(outputs);
      seen.logprobs.push(outputs.logprobs.dataSync() as Float32Array);
      seen.indexes.push(...indexes);
      const { old, targets } = basis.get();
      const flat = (values: readonly ArrayLike<number>[]) => tf.tensor1d(flatten(values, indexes));
      const ofPolicy = policyLoss({
        logprobs: outputs.logprobs,
        oldLogprobs: flat(old.logprobs),
        advantages: flat(targets.advantages),
        clipRange: config.clipRange,
        tokenCount,
      });
      const ofValue = valueLoss({
        values: outputs.values,
        oldValues: flat(old.values),
        returns: flat(targets.returns),
        clipRange: config.valueClipRange,
        tokenCount,
      });
      seen.policyLoss += ofPolicy.dataSync()[0] as number;
      seen.valueLoss += ofValue.dataSync()[0] as number;
      const total = tf.add(ofPolicy, tf.mul(ofValue, config.valueCoefficient));
      return outputs.entropies
        ? tf.add(total, tf.mul(entropyLoss(outputs.entropies, tokenCount), config.entropyCoefficient))
        : (total as tf.Scalar);
    };
    const result = policy.lossAndGradients(
      part.map((place) => batch[place] as R),
      loss,
      { entropies: config.entropyCoefficient > 0 },
    );
    addGradients(gradients, result.gradients);
    options.onPart((at + 1) / parts.length);
  }
  const { old, targets } = basis.get();
  const statistics = minibatchStatistics(
    flatten(
      seen.logprobs,
      seen.logprobs.map((_, index) => index),
    ),
    flatten(old.logprobs, seen.indexes),
    flatten(targets.advantages, seen.indexes),
    config.clipRange,
  );
  return {
    update: { ...statistics, policyLoss: seen.policyLoss, valueLoss: seen.valueLoss },
    gradients,
  };
}

/** `parts` slices of nearly equal length; fewer if there are fewer items. */
function cut(items: readonly number[], parts: number): number[][] {
  const count = Math.min(parts, items.length);
  return Array.from({ length: count }, (_, i) =>
    items.slice(Math.floor((i * items.length) / count), Math.floor(((i + 1) * items.length) / count)),
  );
}

/** Lets a cancel in, and progress out: every native call blocks the thread. */
async function breathe(signal: AbortSignal | undefined, held: Map<string, tf.Tensor>): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  if (signal?.aborted) disposeGradients(held);
  signal?.throwIfAborted();
}
