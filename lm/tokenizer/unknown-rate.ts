import type { TextTokenizer } from "@/lm/tokenizer/text-tokenizer";

/** Share of a text collection's tokens that are the unknown token; 0 for vocabularies that know every text. */
export async function unknownRate(
  tokenizer: TextTokenizer,
  texts: Iterable<string> | AsyncIterable<string>,
): Promise<number> {
  if (tokenizer.unknownTokenId === null) return 0;
  let unknown = 0;
  let total = 0;
  for await (const text of texts) {
    for (const id of tokenizer.encode(text, { specialTokens: false })) {
      total++;
      if (id === tokenizer.unknownTokenId) unknown++;
    }
  }
  return total === 0 ? 0 : unknown / total;
}
