import { describe, expect, test } from "vitest";
import { TextTokenizer } from "@/lm/tokenizer/text-tokenizer";
import { tokenizersFixture } from "@/tests/support/parity-fixtures";
import { tokenizerVariants } from "@/tests/support/tokenizer-variants";

const fixture = tokenizersFixture();

describe("random texts of many scripts become the ids that Hugging Face's tokenizers gives", () => {
  test.each(Object.entries(tokenizerVariants()))("%s", (name, tokenizerJson) => {
    const tokenizer = new TextTokenizer({ tokenizerJson, tokenizerConfig: {} });
    const ids = fixture.texts.map((text) => tokenizer.encode(text, { specialTokens: true }));
    expect(ids).toEqual(fixture.ids[name]);
    const decoded = ids.map((row) => tokenizer.decode(row, { skipSpecialTokens: true }));
    expect(decoded).toEqual(fixture.decoded[name]);
  });
});
