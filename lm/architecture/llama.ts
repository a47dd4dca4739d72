import { z } from "zod";
import { activate, parseActivation, type Activation } from "@/lm/architecture/activation";
import type { Architecture, ArchitectureConfig } from "@/lm/architecture/architecture";
import { asLayer, type Ops, type RotarySpec } from "@/lm/architecture/ops";
import { parseConfig, sizeSchema, unsupportedSetting } from "@/lm/architecture/parse-config";
import { rotarySpec } from "@/lm/architecture/rotary";

export interface LlamaConfig extends ArchitectureConfig {
  modelType: "llama";
  feedForwardSize: number;
  normEpsilon: number;
  activation: Activation;
  rotary: RotarySpec;
  /** Biases of the query, key and value projections. */
  projectionBias: boolean;
  /** Bias of the attention's output projection. */
  outputBias: boolean;
  feedForwardBias: boolean;
}

const configSchema = z.looseObject({
  model_type: z.string(),
  vocab_size: sizeSchema,
  hidden_size: sizeSchema,
  intermediate_size: sizeSchema,
  num_hidden_layers: sizeSchema.max(1024),
  num_attention_heads: sizeSchema,
  num_key_value_heads: sizeSchema.nullish(),
  head_dim: sizeSchema.nullish(),
  max_position_embeddings: sizeSchema.default(2048),
  rms_norm_eps: z.number().positive().default(1e-6),
  rope_theta: z.number().positive().default(10_000),
  rope_scaling: z.unknown().optional(),
  rope_parameters: z.unknown().optional(),
  hidden_act: z.string().default("silu"),
  tie_word_embeddings: z.boolean().default(false),
  attention_bias: z.boolean().default(false),
  mlp_bias: z.boolean().default(false),
  use_sliding_window: z.boolean().default(false),
});

function parse(json: Readonly<Record<string, unknown>>): LlamaConfig {
  const c = parseConfig(configSchema, json);
  const isQwen2 = c.model_type === "qwen2";
  const headWidth = c.head_dim ?? c.hidden_size / c.num_attention_heads;
  const keyValueHeads = c.num_key_value_heads ?? c.num_attention_heads;
  if (!Number.isInteger(headWidth) || headWidth % 2 !== 0) {
    throw unsupportedSetting("head_dim", headWidth, "a whole even number");
  }
  if (c.num_attention_heads % keyValueHeads !== 0) {
    throw unsupportedSetting("num_key_value_heads", keyValueHeads, "a divisor of num_attention_heads");
  }
  if (c.use_sliding_window) throw unsupportedSetting("use_sliding_window", true, "false");
  return {
    modelType: "llama",
    hiddenSize: c.hidden_size,
    layers: c.num_hidden_layers,
    heads: c.num_attention_heads,
    keyValueHeads,
    headWidth,
    vocabularySize: c.vocab_size,
    maxPositions: c.max_position_embeddings,
    tiedEmbeddings: c.tie_word_embeddings,
    raw: json,
    feedForwardSize: c.intermediate_size,
    normEpsilon: c.rms_norm_eps,
    activation: parseActivation("hidden_act", c.hidden_act),
    rotary: rotarySpec({
      headWidth,
      theta: c.rope_theta,
      scaling: c.rope_parameters ?? c.rope_scaling,
      maxPositions: c.max_position_embeddings,
    }),
    projectionBias: isQwen2 || c.attention_bias,
    outputBias: !isQwen2 && c.attention_bias,
    feedForwardBias: c.mlp_bias,
  };
}

function project<T>(ops: Ops<T>, x: T, name: string, outputs: number, inputs: number, bias: boolean): T {
  return ops.linear(x, ops.weight(`${name}.weight`, [outputs, inputs]), {
    bias: bias ? ops.weight(`${name}.bias`, [outputs]) : undefined,
    layout: "outIn",
  });
}

function attentionBlock<T>(ops: Ops<T>, c: LlamaConfig, prefix: string, x: T): T {
  const name = `${prefix}.self_attn`;
  const queryWidth = c.heads * c.headWidth;
  const keyWidth = c.keyValueHeads * c.headWidth;
  const attended = ops.attention({
    name,
    query: project(ops, x, `${name}.q_proj`, queryWidth, c.hiddenSize, c.projectionBias),
    key: project(ops, x, `${name}.k_proj`, keyWidth, c.hiddenSize, c.projectionBias),
    value: project(ops, x, `${name}.v_proj`, keyWidth, c.hiddenSize, c.projectionBias),
    heads: c.heads,
    keyValueHeads: c.keyValueHeads,
    headWidth: c.headWidth,
    mask: "causal",
    scale: 1 / Math.sqrt(c.headWidth),
    rotary: c.rotary,
  });
  return project(ops, attended, `${name}.o_proj`, c.hiddenSize, queryWidth, c.outputBias);
}

function feedForward<T>(ops: Ops<T>, c: LlamaConfig, prefix: string, x: T): T {
  const name = `${prefix}.mlp`;
  const gate = project(ops, x, `${name}.gate_proj`, c.feedForwardSize, c.hiddenSize, c.feedForwardBias);
  const up = project(ops, x, `${name}.up_proj`, c.feedForwardSize, c.hiddenSize, c.feedForwardBias);
  const gated = ops.mul(activate(ops, c.activation, gate), up);
  return project(ops, gated, `${name}.down_proj`, c.hiddenSize, c.feedForwardSize, c.feedForwardBias);
}

function embeddingTable<T>(ops: Ops<T>, c: LlamaConfig): T {
  return ops.weight("model.embed_tokens.weight", [c.vocabularySize, c.hiddenSize]);
}

/** Llama (Touvron et al., 2023) and its kin: SmolLM2, TinyLlama, Qwen2 (biases on query, key and value). */
export const llama: Architecture<LlamaConfig> = {
  modelType: "llama",
  modelTypes: ["llama", "qwen2"],
  trunkPrefix: "model.",
  scoredToken: "last",
  parseConfig: parse,

  hidden<T>(ops: Ops<T>, c: LlamaConfig): T {
    const gain = (name: string) => ops.weight(`${name}.weight`, [c.hiddenSize]);
    let x = ops.embedding(embeddingTable(ops, c), ops.tokenIds());
    for (let layer = 0; layer < c.layers; layer++) {
      const prefix = `model.layers.${layer}`;
      x = asLayer(ops, x, (input) => {
        const attentionInput = ops.rmsNorm(input, gain(`${prefix}.input_layernorm`), c.normEpsilon);
        const attended = ops.add(input, attentionBlock(ops, c, prefix, attentionInput));
        const feedInput = ops.rmsNorm(attended, gain(`${prefix}.post_attention_layernorm`), c.normEpsilon);
        return ops.add(attended, feedForward(ops, c, prefix, feedInput));
      });
    }
    return ops.rmsNorm(x, gain("model.norm"), c.normEpsilon);
  },

  logits<T>(ops: Ops<T>, c: LlamaConfig, hidden: T): T {
    const head = c.tiedEmbeddings
      ? embeddingTable(ops, c)
      : ops.weight("lm_head.weight", [c.vocabularySize, c.hiddenSize]);
    return ops.linear(hidden, head, { layout: "outIn" });
  },

  // older checkpoints carry the rotary table as a buffer
  isIgnored: (name) => name.endsWith(".rotary_emb.inv_freq"),
};
