import { z } from "zod";
import { activate, parseActivation, type Activation } from "@/lm/architecture/activation";
import type { Architecture, ArchitectureConfig } from "@/lm/architecture/architecture";
import { asLayer, type Ops } from "@/lm/architecture/ops";
import { parseConfig, sizeSchema, unsupportedSetting } from "@/lm/architecture/parse-config";

export interface BertConfig extends ArchitectureConfig {
  modelType: "bert";
  feedForwardSize: number;
  normEpsilon: number;
  activation: Activation;
  tokenTypes: number;
}

const configSchema = z.looseObject({
  vocab_size: sizeSchema,
  hidden_size: sizeSchema,
  num_hidden_layers: sizeSchema.max(1024),
  num_attention_heads: sizeSchema,
  intermediate_size: sizeSchema,
  hidden_act: z.string().default("gelu"),
  max_position_embeddings: sizeSchema.default(512),
  type_vocab_size: sizeSchema.default(2),
  layer_norm_eps: z.number().positive().default(1e-12),
  position_embedding_type: z.string().nullish(),
  is_decoder: z.boolean().default(false),
});

function parse(json: Readonly<Record<string, unknown>>): BertConfig {
  const c = parseConfig(configSchema, json);
  const headWidth = c.hidden_size / c.num_attention_heads;
  if (!Number.isInteger(headWidth)) {
    throw unsupportedSetting("num_attention_heads", c.num_attention_heads, "a divisor of hidden_size");
  }
  if ((c.position_embedding_type ?? "absolute") !== "absolute") {
    throw unsupportedSetting("position_embedding_type", c.position_embedding_type, "absolute");
  }
  if (c.is_decoder) throw unsupportedSetting("is_decoder", true, "false");
  return {
    modelType: "bert",
    hiddenSize: c.hidden_size,
    layers: c.num_hidden_layers,
    heads: c.num_attention_heads,
    keyValueHeads: c.num_attention_heads,
    headWidth,
    vocabularySize: c.vocab_size,
    maxPositions: c.max_position_embeddings,
    tiedEmbeddings: true,
    raw: json,
    feedForwardSize: c.intermediate_size,
    normEpsilon: c.layer_norm_eps,
    activation: parseActivation("hidden_act", c.hidden_act),
    tokenTypes: c.type_vocab_size,
  };
}

function dense<T>(ops: Ops<T>, x: T, name: string, inputs: number, outputs: number): T {
  return ops.linear(x, ops.weight(`${name}.weight`, [outputs, inputs]), {
    bias: ops.weight(`${name}.bias`, [outputs]),
    layout: "outIn",
  });
}

function norm<T>(ops: Ops<T>, c: BertConfig, x: T, name: string): T {
  const gain = ops.weight(`${name}.weight`, [c.hiddenSize]);
  return ops.layerNorm(x, gain, ops.weight(`${name}.bias`, [c.hiddenSize]), c.normEpsilon);
}

function block<T>(ops: Ops<T>, c: BertConfig, prefix: string, input: T): T {
  const d = c.hiddenSize;
  const name = `${prefix}.attention`;
  const attended = ops.attention({
    name,
    query: dense(ops, input, `${name}.self.query`, d, d),
    key: dense(ops, input, `${name}.self.key`, d, d),
    value: dense(ops, input, `${name}.self.value`, d, d),
    heads: c.heads,
    keyValueHeads: c.heads,
    headWidth: c.headWidth,
    mask: "full",
    scale: 1 / Math.sqrt(c.headWidth),
  });
  const projected = dense(ops, attended, `${name}.output.dense`, d, d);
  const x = norm(ops, c, ops.add(projected, input), `${name}.output.LayerNorm`);
  const wide = activate(
    ops,
    c.activation,
    dense(ops, x, `${prefix}.intermediate.dense`, d, c.feedForwardSize),
  );
  const fed = dense(ops, wide, `${prefix}.output.dense`, c.feedForwardSize, d);
  return norm(ops, c, ops.add(fed, x), `${prefix}.output.LayerNorm`);
}

/** BERT (Devlin et al., 2019): full attention, norms after each block, a pooled first token. */
export const bert: Architecture<BertConfig> = {
  modelType: "bert",
  modelTypes: ["bert"],
  trunkPrefix: "bert.",
  scoredToken: "first",
  parseConfig: parse,

  hidden<T>(ops: Ops<T>, c: BertConfig): T {
    const table = (name: string, rows: number) =>
      ops.weight(`bert.embeddings.${name}.weight`, [rows, c.hiddenSize]);
    const words = ops.embedding(table("word_embeddings", c.vocabularySize), ops.tokenIds());
    const types = ops.embedding(table("token_type_embeddings", c.tokenTypes), ops.tokenTypes());
    const positions = ops.embedding(table("position_embeddings", c.maxPositions), ops.positions());
    let x = norm(ops, c, ops.add(ops.add(words, types), positions), "bert.embeddings.LayerNorm");
    for (let layer = 0; layer < c.layers; layer++) {
      x = asLayer(ops, x, (input) => block(ops, c, `bert.encoder.layer.${layer}`, input));
    }
    return x;
  },

  pooled<T>(ops: Ops<T>, c: BertConfig, hidden: T): T {
    const first = ops.firstToken(hidden);
    return ops.tanh(dense(ops, first, "bert.pooler.dense", c.hiddenSize, c.hiddenSize));
  },

  isIgnored: (name) => name.endsWith("embeddings.position_ids"),
};
