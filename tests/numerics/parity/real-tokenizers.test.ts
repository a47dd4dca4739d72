import { beforeAll, describe, expect, test } from "vitest";
import { loadTextTokenizer } from "@/lm/tokenizer/text-tokenizer";
import { minilmFixture, smollm2Fixture } from "@/tests/support/parity-fixtures";
import { realModel } from "@/tests/support/real-model";

let smollm2: string | undefined;
let minilm: string | undefined;

beforeAll(async () => {
  smollm2 = await realModel("smollm2");
  minilm = await realModel("minilm");
}, 600_000);

describe("tokenizers of imported models give the ids of transformers", () => {
  test("SmolLM2: texts there and back, chats by its template", (context) => {
    if (!smollm2) return context.skip("the package index is not reachable");
    const tokenizer = loadTextTokenizer(smollm2);
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

  test("MiniLM, with [CLS] and [SEP]", (context) => {
    if (!minilm) return context.skip("the package index is not reachable");
    const tokenizer = loadTextTokenizer(minilm);
    for (const { text, tokenIds } of minilmFixture().cases) {
      expect(tokenizer.encode(text, { specialTokens: true }), text).toEqual(tokenIds);
    }
    expect(tokenizer.tokenOf(tokenizer.unknownTokenId ?? -1)).toBe("[UNK]");
  });
});
