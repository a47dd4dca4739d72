import * as tf from "@tensorflow/tfjs";
import type { LanguageModel } from "@/trainer/tensorflow/language-model";
import { planMicrobatches } from "@/trainer/reward/plan-microbatches";
import { responseBatch, responseLogprobs, rowLength } from "@/trainer/ppo/response-logprobs";
import { perRollout, type Rollout } from "@/trainer/ppo/rollout";

/** Cells of one forward pass without gradients. */
const SCORING_TOKENS = 2048;

/** Log-probabilities of the drawn tokens under a frozen model. [sequence][token] */
export async function frozenLogprobs(
  model: LanguageModel,
  rollouts: readonly Rollout[],
  options: {
    temperature: number;
    padTokenId: number;
    signal?: AbortSignal;
    /** Rollouts read so far. */
    onProgress?: (done: number) => void;
  },
): Promise<Float32Array[]> {
  const out = new Array<Float32Array>(rollouts.length);
  let done = 0;
  for (const part of planMicrobatches(rollouts.map(rowLength), SCORING_TOKENS)) {
    await new Promise((resolve) => setImmediate(resolve));
    options.signal?.throwIfAborted();
    const some = part.map((index) => rollouts[index] as Rollout);
    const flat = tf.tidy(() =>
      responseLogprobs(model, responseBatch(some, options.padTokenId), options).logprobs.dataSync(),
    );
    perRollout(flat, some).forEach((logprobs, i) => (out[part[i] as number] = logprobs));
    options.onProgress?.((done += part.length));
  }
  return out;
}
