import { z } from "zod";

/** What an engine is asked: how likely the completion is after the prompt, token by token. */
export interface TokensToScore {
  /** At least one. */
  promptTokenIds: readonly number[];
  /** May be empty: then only the logits after the prompt are told. */
  completionTokenIds: readonly number[];
}

/** How many of the highest logits an engine tells. */
export const TOP_LOGIT_COUNT = 10;

export interface ScoredTokens {
  promptTokenIds: number[];
  /** The completion's tokens. */
  tokenIds: number[];
  /** Natural-log probability of each completion token at temperature 1. */
  logprobs: number[];
  /** The highest logits of the next token after the prompt, highest first; fewer if the vocabulary is smaller. */
  lastTopLogits: { id: number; logit: number }[];
}

export const logprobsEngineSchema = z.enum(["onnx", "tensorflow"]);
export type LogprobsEngine = z.infer<typeof logprobsEngineSchema>;

/**
 * An engine of the `logprobs` command: scores texts with the model in a directory, results in the order of the items.
 * @throws AppError INVALID_INPUT (a text longer than the model's context), RUN_CANCELLED, …
 */
export type ComputeLogprobs = (options: {
  directory: string;
  items: readonly TokensToScore[];
  signal?: AbortSignal;
  /** Items done so far. */
  onProgress?(done: number): void;
}) => Promise<ScoredTokens[]>;
