import { AppError } from "@/lib/errors";
import { rotarySpec } from "@/lm/architecture/rotary";
import { parseBlockName, type GgufFamily } from "@/lm/checkpoint/gguf/gguf-family";
import type { MetadataReader } from "@/lm/checkpoint/gguf/metadata-reader";
import type { WeightSource } from "@/lm/checkpoint/weight-source";
import type { JsonObject } from "@/lm/tokenizer/json-file";

const PARTS: Readonly<Record<string, string>> = {
  attn_norm: "input_layernorm",
  attn_q: "self_attn.q_proj",
  attn_k: "self_attn.k_proj",
  attn_v: "self_attn.v_proj",
  attn_output: "self_attn.o_proj",
  ffn_norm: "post_attention_layernorm",
  ffn_gate: "mlp.gate_proj",
  ffn_up: "mlp.up_proj",
  ffn_down: "mlp.down_proj",
};

const OUTSIDE: Readonly<Record<string, string>> = {
  "token_embd.weight": "model.embed_tokens.weight",
  "output_norm.weight": "model.norm.weight",
  "output.weight": "lm_head.weight",
};

/** Tensor of the divisors of Llama 3's rotary frequencies. */
const ROTARY_FACTORS = "rope_freqs.weight";

/** The GGUF architectures `llama` and `qwen2`. Only `llama` stores queries and keys in pair order. */
export const llamaGguf: GgufFamily = {
  architectures: ["llama", "qwen2"],
  ignored: [ROTARY_FACTORS],

  configJson(metadata, tensors) {
    const kind = metadata.string("general.architecture");
    const value = (name: string) => metadata.optionalNumber(`${kind}.${name}`);
    const need = (name: string) => metadata.number(`${kind}.${name}`);
    const hiddenSize = need("embedding_length");
    const heads = need("attention.head_count");
    const names = new Set(tensors.names());
    if ((value("expert_count") ?? 0) > 0) {
      throw new AppError(
        "UNSUPPORTED_FORMAT",
        "The GGUF file holds a mixture of experts; that is not supported.",
      );
    }
    const headWidth = value("attention.key_length") ?? value("rope.dimension_count") ?? hiddenSize / heads;
    const theta = value("rope.freq_base") ?? 10_000;
    const maxPositions = need("context_length");
    return {
      architectures: [kind === "qwen2" ? "Qwen2ForCausalLM" : "LlamaForCausalLM"],
      model_type: kind,
      vocab_size: tensors.shape("token_embd.weight")[0],
      hidden_size: hiddenSize,
      intermediate_size: need("feed_forward_length"),
      num_hidden_layers: need("block_count"),
      num_attention_heads: heads,
      num_key_value_heads: value("attention.head_count_kv") ?? heads,
      head_dim: headWidth,
      max_position_embeddings: maxPositions,
      rms_norm_eps: need("attention.layer_norm_rms_epsilon"),
      rope_theta: theta,
      rope_scaling: ropeScaling(metadata, kind, tensors, { headWidth, theta, maxPositions }),
      hidden_act: "silu",
      attention_bias: kind === "llama" && names.has("blk.0.attn_q.bias"),
      mlp_bias: names.has("blk.0.ffn_up.bias"),
      tie_word_embeddings: !names.has("output.weight"),
    };
  },

  map(name, metadata) {
    const outside = OUTSIDE[name];
    if (outside) return { name: outside };
    const block = parseBlockName(name);
    const part = block && PARTS[block.part];
    if (!block || !part) return undefined;
    const target = `model.layers.${block.layer}.${part}.${block.kind}`;
    const kind = metadata.string("general.architecture");
    if (kind !== "llama" || (block.part !== "attn_q" && block.part !== "attn_k")) return { name: target };
    const queryHeads = metadata.number("llama.attention.head_count");
    const heads =
      block.part === "attn_q"
        ? queryHeads
        : (metadata.optionalNumber("llama.attention.head_count_kv") ?? queryHeads);
    return { name: target, change: { kind: "rotary", heads } };
  },
};

function ropeScaling(
  metadata: MetadataReader,
  kind: string,
  tensors: WeightSource,
  rotary: { headWidth: number; theta: number; maxPositions: number },
): JsonObject | null {
  if (tensors.names().includes(ROTARY_FACTORS)) return llama3Scaling(tensors.read(ROTARY_FACTORS), rotary);
  const type = metadata.optionalString(`${kind}.rope.scaling.type`) ?? "none";
  if (type === "none") return null;
  if (type === "linear") {
    return { rope_type: "linear", factor: metadata.number(`${kind}.rope.scaling.factor`) };
  }
  throw new AppError(
    "UNSUPPORTED_FORMAT",
    `The GGUF file asks for rope scaling "${type}"; supported: linear.`,
  );
}

/** GGUF keeps the divisors, config.json the rule that they follow; the rule is checked against them. */
function llama3Scaling(
  divisors: Float32Array,
  rotary: { headWidth: number; theta: number; maxPositions: number },
): JsonObject {
  const scaling = {
    rope_type: "llama3",
    factor: divisors.reduce((a, b) => Math.max(a, b), 1),
    low_freq_factor: 1,
    high_freq_factor: 4,
    original_max_position_embeddings: 8192,
  };
  const plain = rotarySpec({ ...rotary, scaling: null }).inverseFrequencies;
  const scaled = rotarySpec({ ...rotary, scaling }).inverseFrequencies;
  const follows =
    divisors.length === plain.length &&
    plain.every((frequency, i) => Math.abs(frequency / (scaled[i] ?? 0) / (divisors[i] ?? 0) - 1) < 1e-3);
  if (follows) return scaling;
  throw new AppError("UNSUPPORTED_FORMAT", `The GGUF file's ${ROTARY_FACTORS} follow no known rule.`);
}
