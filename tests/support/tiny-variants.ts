import type { MakeTinyModelOptions } from "@/tests/support/make-tiny-model";

/**
 * The tiny models whose numbers stand in tests/fixtures/parity, one for every way through an architecture. Changing one
 * means running tests/fixtures/parity/make-fixtures.py again.
 */
export const TINY_VARIANTS = {
  gpt2: { architecture: "gpt2", seed: 11 },
  "gpt2-untied": {
    architecture: "gpt2",
    seed: 12,
    config: { tie_word_embeddings: false, activation_function: "gelu", n_inner: 48 },
  },
  llama: { architecture: "llama", seed: 21 },
  "llama-untied-biased": {
    architecture: "llama",
    seed: 22,
    config: { tie_word_embeddings: false, attention_bias: true, mlp_bias: true, head_dim: 16 },
  },
  "llama-rope-linear": {
    architecture: "llama",
    seed: 23,
    config: { rope_scaling: { rope_type: "linear", factor: 4 }, rope_theta: 5000 },
  },
  "llama-rope-llama3": {
    architecture: "llama",
    seed: 24,
    config: {
      head_dim: 32,
      rope_scaling: {
        rope_type: "llama3",
        factor: 8,
        low_freq_factor: 1,
        high_freq_factor: 4,
        original_max_position_embeddings: 64,
      },
    },
  },
  qwen2: {
    architecture: "llama",
    seed: 25,
    config: { model_type: "qwen2", architectures: ["Qwen2ForCausalLM"], use_sliding_window: false },
  },
  bert: { architecture: "bert", seed: 31 },
  "gpt2-reward": { architecture: "gpt2", seed: 41, head: "reward" },
  "llama-reward": { architecture: "llama", seed: 42, head: "reward" },
  "bert-reward": { architecture: "bert", seed: 43, head: "reward" },
} as const satisfies Record<string, Omit<MakeTinyModelOptions, "directory">>;

export type TinyVariant = keyof typeof TINY_VARIANTS;
