import { describe, expect, test } from "vitest";
import { loadTextTokenizer } from "@/lm/tokenizer/text-tokenizer";
import { minilmFixture, smollm2Fixture } from "@/tests/support/parity-fixtures";
import { realModel } from "@/tests/support/real-model";

/** The first of all tests to ask downloads the model. */
const timeout = 600_000;

describe("tokenizers of imported models give the ids of transformers", () => {
  test("SmolLM2: texts there and back, chats by its template", { timeout }, async (context) => {
    const tokenizer = loadTextTokenizer(await realModel("smollm2", context));
    for (const { name, prompt, messages, rendered, decoded, tokenIds } of smollm2Fixture().cases) {
      if (messages) {
        expect(tokenizer.renderChat(messages, { generationPrompt: true }), name).toBe(rendered);
        expect(tokenizer.encodeChat(messages, { generationPrompt: true }), name).toEqual(tokenIds);
      } else {
        expect(tokenizer.encode(prompt ?? "", { specialTokens: true }), name).toEqual(tokenIds);
        expect(tokenizer.decode(tokenIds, { skipSpecialTokens: false }), name).toBe(decoded);
      }
    }
    expect(tokenizer.endTokenIds).toEqual([2]);
    expect(tokenizer.unknownTokenId).toBeNull();
  });

  test("MiniLM, with [CLS] and [SEP]", { timeout }, async (context) => {
    const tokenizer = loadTextTokenizer(await realModel("minilm", context));
    for (const { text, tokenIds } of minilmFixture().cases) {
      expect(tokenizer.encode(text, { specialTokens: true }), text).toEqual(tokenIds);
    }
    expect(tokenizer.tokenOf(tokenizer.unknownTokenId ?? -1)).toBe("[UNK]");
  });
});
