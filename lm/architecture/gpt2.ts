import { z } from "zod";
import { activate, parseActivation, type Activation } from "@/lm/architecture/activation";
import type { Architecture, ArchitectureConfig } from "@/lm/architecture/architecture";
import { asLayer, type Ops } from "@/lm/architecture/ops";
import { parseConfig, sizeSchema, unsupportedSetting } from "@/lm/architecture/parse-config";

export interface Gpt2Config extends ArchitectureConfig {
  modelType: "gpt2";
  feedForwardSize: number;
  normEpsilon: number;
  activation: Activation;
  scaleAttention: boolean;
}

const configSchema = z.looseObject({
  vocab_size: sizeSchema.default(50_257),
  n_positions: sizeSchema.default(1024),
  n_embd: sizeSchema.default(768),
  n_layer: sizeSchema.max(1024).default(12),
  n_head: sizeSchema.default(12),
  n_inner: sizeSchema.nullish(),
  activation_function: z.string().default("gelu_new"),
  layer_norm_epsilon: z.number().positive().default(1e-5),
  scale_attn_weights: z.boolean().default(true),
  scale_attn_by_inverse_layer_idx: z.boolean().default(false),
  add_cross_attention: z.boolean().default(false),
  tie_word_embeddings: z.boolean().default(true),
});

function parse(json: Readonly<Record<string, unknown>>): Gpt2Config {
  const c = parseConfig(configSchema, json);
  const headWidth = c.n_embd / c.n_head;
  if (!Number.isInteger(headWidth)) throw unsupportedSetting("n_head", c.n_head, "a divisor of n_embd");
  if (c.scale_attn_by_inverse_layer_idx) {
    throw unsupportedSetting("scale_attn_by_inverse_layer_idx", true, "false");
  }
  if (c.add_cross_attention) throw unsupportedSetting("add_cross_attention", true, "false");
  return {
    modelType: "gpt2",
    hiddenSize: c.n_embd,
    layers: c.n_layer,
    heads: c.n_head,
    keyValueHeads: c.n_head,
    headWidth,
    vocabularySize: c.vocab_size,
    maxPositions: c.n_positions,
    tiedEmbeddings: c.tie_word_embeddings,
    raw: json,
    feedForwardSize: c.n_inner ?? 4 * c.n_embd,
    normEpsilon: c.layer_norm_epsilon,
    activation: parseActivation("activation_function", c.activation_function),
    scaleAttention: c.scale_attn_weights,
  };
}

/** GPT-2's Conv1D keeps its weight as [inputs, outputs]. */
function conv1d<T>(ops: Ops<T>, x: T, name: string, inputs: number, outputs: number): T {
  return ops.linear(x, ops.weight(`${name}.weight`, [inputs, outputs]), {
    bias: ops.weight(`${name}.bias`, [outputs]),
    layout: "inOut",
  });
}

function norm<T>(ops: Ops<T>, c: Gpt2Config, x: T, name: string): T {
  const gain = ops.weight(`${name}.weight`, [c.hiddenSize]);
  return ops.layerNorm(x, gain, ops.weight(`${name}.bias`, [c.hiddenSize]), c.normEpsilon);
}

function block<T>(ops: Ops<T>, c: Gpt2Config, prefix: string, input: T): T {
  const d = c.hiddenSize;
  const projected = conv1d(ops, norm(ops, c, input, `${prefix}.ln_1`), `${prefix}.attn.c_attn`, d, 3 * d);
  const [query, key, value] = ops.split(projected, [d, d, d]) as [T, T, T];
  const attended = ops.attention({
    name: `${prefix}.attn`,
    query,
    key,
    value,
    heads: c.heads,
    keyValueHeads: c.heads,
    headWidth: c.headWidth,
    mask: "causal",
    scale: c.scaleAttention ? 1 / Math.sqrt(c.headWidth) : 1,
  });
  const x = ops.add(input, conv1d(ops, attended, `${prefix}.attn.c_proj`, d, d));
  const wide = conv1d(ops, norm(ops, c, x, `${prefix}.ln_2`), `${prefix}.mlp.c_fc`, d, c.feedForwardSize);
  const fed = conv1d(ops, activate(ops, c.activation, wide), `${prefix}.mlp.c_proj`, c.feedForwardSize, d);
  return ops.add(x, fed);
}

function embeddingTable<T>(ops: Ops<T>, c: Gpt2Config): T {
  return ops.weight("transformer.wte.weight", [c.vocabularySize, c.hiddenSize]);
}

/** GPT-2 (Radford et al., 2019): learned positions, norms before each block, one matrix for embedding and head. */
export const gpt2: Architecture<Gpt2Config> = {
  modelType: "gpt2",
  modelTypes: ["gpt2"],
  trunkPrefix: "transformer.",
  scoredToken: "last",
  parseConfig: parse,

  hidden<T>(ops: Ops<T>, c: Gpt2Config): T {
    const positions = ops.weight("transformer.wpe.weight", [c.maxPositions, c.hiddenSize]);
    let x = ops.add(
      ops.embedding(embeddingTable(ops, c), ops.tokenIds()),
      ops.embedding(positions, ops.positions()),
    );
    for (let layer = 0; layer < c.layers; layer++) {
      x = asLayer(ops, x, (input) => block(ops, c, `transformer.h.${layer}`, input));
    }
    return norm(ops, c, x, "transformer.ln_f");
  },

  logits<T>(ops: Ops<T>, c: Gpt2Config, hidden: T): T {
    const head = c.tiedEmbeddings
      ? embeddingTable(ops, c)
      : ops.weight("lm_head.weight", [c.vocabularySize, c.hiddenSize]);
    return ops.linear(hidden, head, { layout: "outIn" });
  },

  // the causal mask, kept as buffers by older checkpoints
  isIgnored: (name) => /\.attn\.(masked_)?bias$/.test(name),
};
