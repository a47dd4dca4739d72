import type { Message } from "@/lib/contracts/message";
import type { TextTokenizer } from "@/lm/tokenizer/text-tokenizer";

const turnEnds = new WeakMap<TextTokenizer, number | undefined>();
const wrappings = new WeakMap<TextTokenizer, { before: number; after: number }>();

/** The token that the chat template writes after an assistant's answer. */
export function turnEndTokenId(tokenizer: TextTokenizer): number | undefined {
  if (!turnEnds.has(tokenizer)) {
    const turns: Message[] = [
      { role: "user", content: "a" },
      { role: "assistant", content: "b" },
    ];
    const ids = tokenizer.encodeChat(turns, { generationPrompt: false });
    turnEnds.set(
      tokenizer,
      ids.findLast((id) => tokenizer.endTokenIds.includes(id)) ?? tokenizer.endTokenIds[0],
    );
  }
  return turnEnds.get(tokenizer);
}

/** How many tokens the tokenizer puts before and after every text (<s>, [CLS] … [SEP]). */
export function wrappingTokens(tokenizer: TextTokenizer): { before: number; after: number } {
  let found = wrappings.get(tokenizer);
  if (!found) {
    const bare = tokenizer.encode("a", { specialTokens: false });
    const wrapped = tokenizer.encode("a", { specialTokens: true });
    const before = Math.max(0, wrapped.indexOf(bare[0] ?? -1));
    found = { before, after: Math.max(0, wrapped.length - before - bare.length) };
    wrappings.set(tokenizer, found);
  }
  return found;
}
