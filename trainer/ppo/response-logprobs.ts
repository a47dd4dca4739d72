import * as tf from "@tensorflow/tfjs";
import { hiddenAt, hiddenStates, logitsOf, type LanguageModel } from "@/trainer/tensorflow/language-model";
import { padTokens, type TokenBatch } from "@/trainer/tensorflow/token-batch";
import { tokenLogprobs, tokenLogprobsAndEntropy } from "@/trainer/tensorflow/token-logprobs";
import type { Rollout } from "@/trainer/ppo/rollout";

/** Where the response tokens of some rollouts are predicted. */
export interface ResponseBatch {
  batch: TokenBatch;
  /** Cell b·T + t whose hidden state predicts each response token. [token] */
  cells: number[];
  /** The response tokens, one rollout after the other. [token] */
  tokenIds: number[];
}

/**
 * Prompts and responses in one rectangle. A response's last token is only predicted, never read, so it is left out.
 */
export function responseBatch(rollouts: readonly Rollout[], padTokenId: number): ResponseBatch {
  const sequences = rollouts.map(({ promptTokenIds, tokenIds }) => [
    ...promptTokenIds,
    ...tokenIds.slice(0, -1),
  ]);
  const batch = padTokens(sequences, { padTokenId });
  const cells: number[] = [];
  const tokenIds: number[] = [];
  rollouts.forEach((rollout, row) => {
    const first = row * batch.time + rollout.promptTokenIds.length - 1;
    rollout.tokenIds.forEach((id, t) => {
      cells.push(first + t);
      tokenIds.push(id);
    });
  });
  return { batch, cells, tokenIds };
}

/** Cells of a rollout's row in `responseBatch`. */
export function rowLength({ promptTokenIds, tokenIds }: Rollout): number {
  return promptTokenIds.length + tokenIds.length - 1;
}

export interface ResponseLogprobs {
  logprobs: tf.Tensor1D;
  /** Hidden states that predict the tokens. [token, D] */
  hidden: tf.Tensor2D;
  /** Of the distributions, nats; only where asked for: they cost several passes over the logits. */
  entropies?: tf.Tensor1D;
}

/**
 * Log-probabilities of the response tokens at a temperature, and the hidden states that they come from: policy,
 * reference and value head all read these. Logits exist at response positions only. Call it in a tidy.
 */
export function responseLogprobs(
  model: LanguageModel,
  { batch, cells, tokenIds }: ResponseBatch,
  { temperature, entropies: wanted = false }: { temperature: number; entropies?: boolean },
): ResponseLogprobs {
  const hidden = hiddenAt(hiddenStates(model, batch), tf.tensor1d(cells, "int32"));
  const logits = logitsOf(model, hidden);
  const ids = tf.tensor1d(tokenIds, "int32");
  if (!wanted) return { logprobs: tokenLogprobs(logits, ids, temperature), hidden };
  const { logprobs, entropy } = tokenLogprobsAndEntropy(logits, ids, temperature);
  return { logprobs, hidden, entropies: entropy };
}
