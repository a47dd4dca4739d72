import { Rng } from "@/lib/rng";
import { listParameters, type ModelHead, type ParameterSpec } from "@/lm/architecture/list-parameters";
import { rewardModelClass } from "@/lm/architecture/reward-head";
import { architectureFor } from "@/lm/architecture/registry";
import { writeModelDirectory, type WrittenModelDirectory } from "@/lm/checkpoint/write-model-directory";
import type { JsonObject } from "@/lm/tokenizer/json-file";
import type { TokenizerFiles } from "@/lm/tokenizer/tokenizer-files";
import { tinyByteLevelTokenizer, tinyWordPieceTokenizer } from "@/tests/support/tiny-tokenizer";

export interface MakeTinyModelOptions {
  architecture: "gpt2" | "llama" | "bert";
  /** Must not exist, or be empty. */
  directory: string;
  seed: number;
  /** Default 32; a multiple of 4 heads. */
  hiddenSize?: number;
  /** Default 2. */
  layers?: number;
  /** Default 256 (bert: 128). */
  maxPositions?: number;
  /** The language model or encoder by default; `reward` adds the scalar head of a *ForSequenceClassification. */
  head?: ModelHead;
  /** Default true; bert has none. */
  chatTemplate?: boolean;
  /** Overrides of config.json. */
  config?: JsonObject;
  extraFiles?: Record<string, string | Uint8Array>;
}

/**
 * A complete model directory with random weights from a seed: the tests' stand-in for a real model. Weights are drawn
 * wide enough (normal, deviation .15; gains about 1, biases about 0) that logits and gradients are no rounding noise.
 */
export async function makeTinyModel(options: MakeTinyModelOptions): Promise<WrittenModelDirectory> {
  const chatTemplate = options.chatTemplate ?? true;
  const tokenizer =
    options.architecture === "bert" ? tinyWordPieceTokenizer() : tinyByteLevelTokenizer({ chatTemplate });
  const plain = { ...tinyConfig(options, tokenizer), ...options.config };
  const parsed = architectureFor(plain);
  const configJson =
    options.head === "reward"
      ? { ...plain, architectures: [rewardModelClass(parsed.architecture, parsed.config)], num_labels: 1 }
      : plain;
  const { architecture, config } = architectureFor(configJson);
  const head = options.head ?? (architecture.logits ? "language-model" : "pooled");
  const rng = Rng.fromSeed(options.seed);
  return writeModelDirectory({
    out: options.directory,
    configJson,
    generationConfigJson:
      options.architecture === "bert"
        ? {}
        : { eos_token_id: plain.eos_token_id, pad_token_id: plain.pad_token_id },
    tokenizer,
    tensors: listParameters(architecture, config, head).map((parameter) => ({
      ...parameter,
      data: randomParameter(parameter, rng),
    })),
    head,
    extraFiles: options.extraFiles,
    source: `tiny ${options.architecture}, seed ${options.seed}`,
    createdBy: "make-tiny-model",
  });
}

function randomParameter({ name, shape }: ParameterSpec, rng: Rng): Float32Array {
  const count = shape.reduce((a, b) => a * b, 1);
  const isGain = /(norm|LayerNorm|ln_\w+)\.weight$/.test(name);
  const deviation = isGain || name.endsWith(".bias") ? 0.1 : 0.15;
  return Float32Array.from({ length: count }, () => (isGain ? 1 : 0) + deviation * rng.normal());
}

function tinyConfig(options: MakeTinyModelOptions, tokenizer: TokenizerFiles): JsonObject {
  const hiddenSize = options.hiddenSize ?? 32;
  const layers = options.layers ?? 2;
  const { vocab } = tokenizer.tokenizerJson.model as { vocab: Record<string, number> };
  const vocabularySize = Object.keys(vocab).length;
  const endToken = vocab[tokenizer.tokenizerConfig.eos_token as string];
  const special = {
    bos_token_id: vocab["<|endoftext|>"],
    eos_token_id: endToken,
    pad_token_id: vocab["<|pad|>"],
  };
  switch (options.architecture) {
    case "gpt2":
      return {
        architectures: ["GPT2LMHeadModel"],
        model_type: "gpt2",
        vocab_size: vocabularySize,
        n_positions: options.maxPositions ?? 256,
        n_embd: hiddenSize,
        n_layer: layers,
        n_head: 4,
        activation_function: "gelu_new",
        layer_norm_epsilon: 1e-5,
        resid_pdrop: 0,
        embd_pdrop: 0,
        attn_pdrop: 0,
        ...special,
      };
    case "llama":
      return {
        architectures: ["LlamaForCausalLM"],
        model_type: "llama",
        vocab_size: vocabularySize,
        hidden_size: hiddenSize,
        intermediate_size: hiddenSize * 3,
        num_hidden_layers: layers,
        num_attention_heads: 4,
        num_key_value_heads: 2,
        max_position_embeddings: options.maxPositions ?? 256,
        rms_norm_eps: 1e-5,
        rope_theta: 10_000,
        hidden_act: "silu",
        tie_word_embeddings: true,
        ...special,
      };
    case "bert":
      return {
        architectures: ["BertModel"],
        model_type: "bert",
        vocab_size: vocabularySize,
        hidden_size: hiddenSize,
        num_hidden_layers: layers,
        num_attention_heads: 4,
        intermediate_size: hiddenSize * 4,
        hidden_act: "gelu",
        max_position_embeddings: options.maxPositions ?? 128,
        type_vocab_size: 2,
        layer_norm_eps: 1e-12,
        hidden_dropout_prob: 0,
        attention_probs_dropout_prob: 0,
        pad_token_id: 0,
      };
  }
}
