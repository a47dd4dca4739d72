import { parseBlockName, type GgufFamily } from "@/lm/checkpoint/gguf/gguf-family";

const PARTS: Readonly<Record<string, { name: string; isMatrix: boolean }>> = {
  attn_norm: { name: "ln_1", isMatrix: false },
  attn_qkv: { name: "attn.c_attn", isMatrix: true },
  attn_output: { name: "attn.c_proj", isMatrix: true },
  ffn_norm: { name: "ln_2", isMatrix: false },
  ffn_up: { name: "mlp.c_fc", isMatrix: true },
  ffn_down: { name: "mlp.c_proj", isMatrix: true },
};

const OUTSIDE: Readonly<Record<string, string>> = {
  "token_embd.weight": "transformer.wte.weight",
  "position_embd.weight": "transformer.wpe.weight",
  "output_norm.weight": "transformer.ln_f.weight",
  "output_norm.bias": "transformer.ln_f.bias",
  "output.weight": "lm_head.weight",
};

/** The GGUF architecture `gpt2`. GGUF stores GPT-2's matrices transposed, and often the tied head a second time. */
export const gpt2Gguf: GgufFamily = {
  architectures: ["gpt2"],

  configJson(metadata, tensors) {
    const names = new Set(tensors.names());
    const hiddenSize = metadata.number("gpt2.embedding_length");
    return {
      architectures: ["GPT2LMHeadModel"],
      model_type: "gpt2",
      vocab_size: tensors.shape("token_embd.weight")[0],
      n_positions: tensors.shape("position_embd.weight")[0],
      n_embd: hiddenSize,
      n_layer: metadata.number("gpt2.block_count"),
      n_head: metadata.number("gpt2.attention.head_count"),
      n_inner: metadata.optionalNumber("gpt2.feed_forward_length") ?? 4 * hiddenSize,
      layer_norm_epsilon: metadata.number("gpt2.attention.layer_norm_epsilon"),
      activation_function: "gelu_new",
      tie_word_embeddings: !names.has("output.weight"),
    };
  },

  map(name) {
    const outside = OUTSIDE[name];
    if (outside) return { name: outside };
    const block = parseBlockName(name);
    const part = block && PARTS[block.part];
    if (!block || !part) return undefined;
    const target = `transformer.h.${block.layer}.${part.name}.${block.kind}`;
    const isTransposed = part.isMatrix && block.kind === "weight";
    return isTransposed ? { name: target, change: { kind: "transposed" } } : { name: target };
  },
};
