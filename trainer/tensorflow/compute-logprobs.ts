import * as tf from "@tensorflow/tfjs";
import { AppError } from "@/lib/errors";
import {
  TOP_LOGIT_COUNT,
  type ComputeLogprobs,
  type ScoredTokens,
  type TokensToScore,
} from "@/lib/contracts/logprobs";
import { openModelDirectory } from "@/lm/checkpoint/open-model-directory";
import { requireLanguageModel } from "@/lm/checkpoint/require-language-model";
import { hiddenAt, hiddenStates, logitsOf, type LanguageModel } from "@/trainer/tensorflow/language-model";
import { loadTensorflow } from "@/trainer/tensorflow/load-tensorflow";
import { ParameterStore } from "@/trainer/tensorflow/parameters";
import { padTokens } from "@/trainer/tensorflow/token-batch";
import { tokenLogprobs } from "@/trainer/tensorflow/token-logprobs";

/** Tokens of one forward pass, padding included. */
const TOKENS_PER_PASS = 2048;
/** Logits made at a time: 128 MB. */
const LOGITS_AT_ONCE = 32 * 2 ** 20;

/** The TensorFlow engine of the `logprobs` command: the interpreter that training uses, in float32. */
export const computeLogprobs: ComputeLogprobs = async ({ directory, items, signal, onProgress }) => {
  const opened = openModelDirectory(directory);
  const { architecture, config, parameters: specs, weights } = opened;
  let model: LanguageModel;
  try {
    requireLanguageModel(opened);
    items.forEach((item, index) => checkItem(item, index, config.maxPositions, config.vocabularySize));
    await loadTensorflow();
    model = {
      architecture,
      config,
      parameters: ParameterStore.fromWeights(weights, specs),
      precision: "float32",
    };
  } finally {
    weights.close();
  }
  try {
    const results = new Array<ScoredTokens>(items.length);
    let done = 0;
    for (const batch of groupByLength(items)) {
      signal?.throwIfAborted();
      const scored = scoreTogether(
        model,
        batch.map((index) => items[index] as TokensToScore),
      );
      scored.forEach((result, i) => (results[batch[i] as number] = result));
      done += batch.length;
      onProgress?.(done);
      // a TensorFlow call blocks the thread: let signals and timers have a turn
      await new Promise((resolve) => setImmediate(resolve));
    }
    return results;
  } finally {
    model.parameters.dispose();
  }
};

function checkItem(
  { promptTokenIds, completionTokenIds }: TokensToScore,
  index: number,
  maxPositions: number,
  vocabularySize: number,
): void {
  const length = promptTokenIds.length + completionTokenIds.length;
  const problem = (message: string) => new AppError("INVALID_INPUT", `Text ${index + 1} ${message}`);
  if (promptTokenIds.length === 0) throw problem("has an empty prompt.");
  if (length > maxPositions) {
    throw problem(`has ${length} tokens with its completion; the model reads at most ${maxPositions}.`);
  }
  for (const ids of [promptTokenIds, completionTokenIds]) {
    const bad = ids.find((id) => !Number.isInteger(id) || id < 0 || id >= vocabularySize);
    if (bad !== undefined)
      throw problem(`has the token id ${bad}; the model knows 0 to ${vocabularySize - 1}.`);
  }
}

/** Batches of similar length, so that little padding is computed. Indexes into `items`. */
function groupByLength(items: readonly TokensToScore[]): number[][] {
  const lengths = items.map(
    ({ promptTokenIds, completionTokenIds }) => promptTokenIds.length + completionTokenIds.length,
  );
  const order = lengths.map((_, index) => index).sort((a, b) => (lengths[b] ?? 0) - (lengths[a] ?? 0));
  const batches: number[][] = [];
  for (const index of order) {
    const batch = batches.at(-1);
    const longest = lengths[batch?.[0] ?? index] ?? 0;
    if (batch && (batch.length + 1) * longest <= TOKENS_PER_PASS) batch.push(index);
    else batches.push([index]);
  }
  return batches;
}

/** One forward pass; the logits are then made piece by piece. */
function scoreTogether(model: LanguageModel, items: readonly TokensToScore[]): ScoredTokens[] {
  const sequences = items.map(({ promptTokenIds, completionTokenIds }) => [
    ...promptTokenIds,
    ...completionTokenIds,
  ]);
  const batch = padTokens(sequences, { padTokenId: 0 });
  // the logits after the prompt and after each completion token but the last
  const rows = items.flatMap(({ promptTokenIds, completionTokenIds }, row) =>
    Array.from({ length: Math.max(1, completionTokenIds.length) }, (_, t) => ({
      row,
      t,
      cell: row * batch.time + promptTokenIds.length - 1 + t,
      next: completionTokenIds[t] ?? 0,
    })),
  );
  const results: ScoredTokens[] = items.map(({ promptTokenIds, completionTokenIds }) => ({
    promptTokenIds: [...promptTokenIds],
    tokenIds: [...completionTokenIds],
    logprobs: new Array<number>(completionTokenIds.length).fill(0),
    lastTopLogits: [],
  }));
  const size = Math.max(1, Math.floor(LOGITS_AT_ONCE / model.config.vocabularySize));
  tf.tidy(() => {
    const hidden = tf.tidy(() => hiddenStates(model, batch));
    for (let from = 0; from < rows.length; from += size) {
      const piece = rows.slice(from, from + size);
      tf.tidy(() => {
        const cells = tf.tensor1d(
          piece.map(({ cell }) => cell),
          "int32",
        );
        const logits = logitsOf(model, hiddenAt(hidden, cells));
        const next = tf.tensor1d(
          piece.map(({ next }) => next),
          "int32",
        );
        const logprobs = tokenLogprobs(logits, next).dataSync();
        piece.forEach(({ row, t }, i) => {
          const result = results[row];
          if (result && t < result.logprobs.length) result.logprobs[t] = logprobs[i] ?? Number.NaN;
          if (result && t === 0) result.lastTopLogits = topLogits(logits, i);
        });
      });
    }
  });
  return results;
}

function topLogits(logits: tf.Tensor2D, row: number): ScoredTokens["lastTopLogits"] {
  return tf.tidy(() => {
    const count = Math.min(TOP_LOGIT_COUNT, logits.shape[1]);
    const { values, indices } = tf.topk(tf.slice(logits, [row, 0], [1, logits.shape[1]]), count);
    const ids = indices.dataSync();
    return Array.from(values.dataSync(), (logit, i) => ({ id: ids[i] ?? 0, logit }));
  });
}
