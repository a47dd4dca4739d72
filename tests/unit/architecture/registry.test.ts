import { describe, expect, test } from "vitest";
import { countParameters, listParameters } from "@/lm/architecture/list-parameters";
import { architectureFor } from "@/lm/architecture/registry";
import { expectAppError } from "@/tests/support/expect-app-error";

const smollm2 = {
  model_type: "llama",
  vocab_size: 49_152,
  hidden_size: 576,
  intermediate_size: 1536,
  num_hidden_layers: 30,
  num_attention_heads: 9,
  num_key_value_heads: 3,
  tie_word_embeddings: true,
};

function parametersOf(configJson: object, head?: Parameters<typeof listParameters>[2]) {
  const { architecture, config } = architectureFor(configJson);
  return listParameters(architecture, config, head);
}

describe("the parameters of published models are counted right", () => {
  test("SmolLM2-135M", () => {
    const parameters = parametersOf(smollm2);
    expect(parameters).toHaveLength(272);
    expect(countParameters(parameters)).toBe(134_515_008);
  });

  test("an untied head is a parameter of its own", () => {
    const untied = countParameters(parametersOf({ ...smollm2, tie_word_embeddings: false }));
    expect(untied).toBe(134_515_008 + 49_152 * 576);
  });

  test("GPT-2", () => {
    expect(countParameters(parametersOf({ model_type: "gpt2" }))).toBe(124_439_808);
  });

  test("Qwen2-0.5B, with its biases on query, key and value", () => {
    const qwen = {
      model_type: "qwen2",
      vocab_size: 151_936,
      hidden_size: 896,
      intermediate_size: 4864,
      num_hidden_layers: 24,
      num_attention_heads: 14,
      num_key_value_heads: 2,
      tie_word_embeddings: true,
    };
    expect(countParameters(parametersOf(qwen))).toBe(494_032_768);
  });

  test("BERT-base with pooler, and its reward head", () => {
    const base = {
      model_type: "bert",
      vocab_size: 30_522,
      hidden_size: 768,
      num_hidden_layers: 12,
      num_attention_heads: 12,
      intermediate_size: 3072,
    };
    expect(countParameters(parametersOf(base))).toBe(109_482_240);
    expect(countParameters(parametersOf(base, "reward"))).toBe(109_482_240 + 769);
  });

  test("a causal reward model has one row of scores and no vocabulary head", () => {
    const names = parametersOf({ ...smollm2, tie_word_embeddings: false }, "reward").map((p) => p.name);
    expect(names).toContain("score.weight");
    expect(names).not.toContain("lm_head.weight");
  });
});

describe("a config.json that cannot be followed is refused by name", () => {
  test("an unknown architecture", () => {
    expectAppError(() => architectureFor({ model_type: "mamba" }), "UNKNOWN_ARCHITECTURE", /"mamba".*llama/);
    expectAppError(() => architectureFor({}), "UNKNOWN_ARCHITECTURE", /no model_type/);
    expectAppError(() => architectureFor([]), "MALFORMED_FILE", /object/);
  });

  test("a missing or absurd size", () => {
    const { hidden_size: _, ...without } = smollm2;
    expectAppError(() => architectureFor(without), "MALFORMED_FILE", /hidden_size/);
    expectAppError(() => architectureFor({ ...smollm2, num_hidden_layers: 1e9 }), "MALFORMED_FILE", /layers/);
    expectAppError(() => architectureFor({ ...smollm2, vocab_size: -1 }), "MALFORMED_FILE", /vocab_size/);
    expectAppError(() => architectureFor({ ...smollm2, hidden_size: 577 }), "UNSUPPORTED_FORMAT", /head_dim/);
    const heads = { ...smollm2, num_key_value_heads: 4 };
    expectAppError(() => architectureFor(heads), "UNSUPPORTED_FORMAT", /num_key_value_heads/);
  });

  test("a setting that changes the computation", () => {
    const relative = {
      model_type: "bert",
      vocab_size: 10,
      hidden_size: 8,
      num_hidden_layers: 1,
      num_attention_heads: 2,
      intermediate_size: 8,
      position_embedding_type: "relative_key",
    };
    expectAppError(() => architectureFor(relative), "UNSUPPORTED_FORMAT", /relative_key/);
    const relu = { ...smollm2, hidden_act: "relu2" };
    expectAppError(() => architectureFor(relu), "UNSUPPORTED_FORMAT", /relu2/);
    const qwen = { ...smollm2, model_type: "qwen2", use_sliding_window: true };
    expectAppError(() => architectureFor(qwen), "UNSUPPORTED_FORMAT", /sliding/);
  });
});
