/**
 * The operators that a language model is written in.
 *
 * An architecture is one function over `Ops<T>`. `trainer/tensorflow` interprets it on tensors with gradients,
 * `lm/onnx` interprets the same function by emitting an ONNX graph, and `lm/architecture/list-parameters.ts`
 * interprets it to learn which parameters, of which shapes, a checkpoint must hold. The trained and the served model
 * are therefore the same text.
 *
 * Axes in comments: B batch, T time (tokens), D model width, H heads, K key-value heads, W head width, F feed-forward
 * width, V vocabulary.
 */
export interface Ops<T> {
  /** A parameter under its Hugging Face name. Asking twice for one name gives the same parameter (tied weights). */
  weight(name: string, shape: readonly number[]): T;

  /** Token ids. [B, T] int */
  tokenIds(): T;
  /** Position of each token in its sequence, 0 for the first real token. [B, T] int */
  positions(): T;
  /** Segment ids (BERT); all zero for single texts. [B, T] int */
  tokenTypes(): T;

  /** Rows of `table` [N, D] picked by `ids` [B, T] → [B, T, D]. */
  embedding(table: T, ids: T): T;
  /**
   * x [B, T, I] times `weight` plus `bias` [O] → [B, T, O]. `outIn`: weight is [O, I] (torch.nn.Linear);
   * `inOut`: weight is [I, O] (GPT-2's Conv1D).
   */
  linear(x: T, weight: T, options: { bias?: T; layout: "outIn" | "inOut" }): T;
  /** Normalises the last axis to mean 0, variance 1 (biased), then gain and bias. */
  layerNorm(x: T, gain: T, bias: T, epsilon: number): T;
  /** x / sqrt(mean(x²) + ε) · gain over the last axis. */
  rmsNorm(x: T, gain: T, epsilon: number): T;
  /** Scaled dot-product attention; see AttentionSpec. [B, T, H·W] */
  attention(spec: AttentionSpec<T>): T;
  /** `none`: x·Φ(x); `tanh`: the tanh approximation (GPT-2's gelu_new). */
  gelu(x: T, approximate: "none" | "tanh"): T;
  silu(x: T): T;
  tanh(x: T): T;
  add(a: T, b: T): T;
  mul(a: T, b: T): T;
  /** Cuts the last axis into pieces of the given sizes. */
  split(x: T, sizes: readonly number[]): T[];
  /**
   * One layer as a unit: `body(input)`. An interpreter may release what the body made on its way. Without it the body
   * is simply run: call `asLayer`.
   */
  layer?(input: T, body: (input: T) => T): T;
  /** The first token of each row (BERT's [CLS]). [B, T, D] → [B, D] as [B, 1, D]. */
  firstToken(x: T): T;
}

/** Runs one layer of a model as the unit that it is to `ops`. */
export function asLayer<T>(ops: Ops<T>, input: T, body: (input: T) => T): T {
  return ops.layer ? ops.layer(input, body) : body(input);
}

/**
 * One attention layer. The architecture never sees a cache: an interpreter makes and owns past and present keys and
 * values under `name`, and knows from its own context which positions are real.
 */
export interface AttentionSpec<T> {
  /** Unique in the model: the key of this layer's cache. */
  name: string;
  /** [B, T, H·W] */
  query: T;
  /** [B, T, K·W] */
  key: T;
  /** [B, T, K·W] */
  value: T;
  heads: number;
  /** Divides `heads`; query head h reads key-value head floor(h / (heads / keyValueHeads)). */
  keyValueHeads: number;
  headWidth: number;
  /** causal: token t sees tokens ≤ t; full: every real token of the row. */
  mask: "causal" | "full";
  /** Multiplies the dot products; usually 1/√W. */
  scale: number;
  /** Rotary embedding of queries and keys, half-split form (Llama): pairs (i, i + W/2). */
  rotary?: RotarySpec;
}

export interface RotarySpec {
  /** Inverse frequency of each pair, in radians per position, after any scaling. [W/2] */
  inverseFrequencies: readonly number[];
  /** Multiplies cos and sin (1 unless a scaling such as YaRN asks for more). */
  attentionFactor: number;
}
