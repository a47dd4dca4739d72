import type { Ops } from "@/lm/architecture/ops";

/** What every architecture's parsed config.json says; an architecture adds its own fields. */
export interface ArchitectureConfig {
  /** The family: the key of its function. `raw.model_type` may differ (qwen2 is of the Llama family). */
  modelType: "llama" | "gpt2" | "bert";
  hiddenSize: number;
  layers: number;
  heads: number;
  keyValueHeads: number;
  headWidth: number;
  vocabularySize: number;
  /** Longest sequence in tokens. */
  maxPositions: number;
  /** The head's matrix is the token embedding. */
  tiedEmbeddings: boolean;
  /** config.json as it was read. */
  raw: Readonly<Record<string, unknown>>;
}

/**
 * A language model as functions over `Ops<T>`: see lm/architecture/ops.ts. Parameter names are those that Hugging Face
 * writes for the model with its head (`model.…`, `transformer.…`, `bert.…`).
 */
export interface Architecture<C extends ArchitectureConfig = ArchitectureConfig> {
  readonly modelType: C["modelType"];
  /** `model_type` values of config.json that this architecture reads. */
  readonly modelTypes: readonly string[];
  /** Prefix of the trunk's parameters; checkpoints of the bare trunk come without it. */
  readonly trunkPrefix: string;
  /** Where a sequence classification head reads. */
  readonly scoredToken: "first" | "last";
  /** @throws AppError MALFORMED_FILE, UNSUPPORTED_FORMAT */
  parseConfig(json: Readonly<Record<string, unknown>>): C;
  /** Hidden states after the last norm. [B, T, D] */
  hidden<T>(ops: Ops<T>, config: C): T;
  /** Scores of the next token, for causal models. [B, T, D] → [B, T, V] */
  logits?<T>(ops: Ops<T>, config: C, hidden: T): T;
  /** The pooled first token, for encoders. [B, T, D] → [B, 1, D] */
  pooled?<T>(ops: Ops<T>, config: C, hidden: T): T;
  /** Buffers and other entries of checkpoints that are no parameters. */
  isIgnored?(name: string): boolean;
}
