/**
 * Where a prompt ends: after a question mark, a marker such as [/INST] or <|assistant|>, or a label at the beginning of
 * a line ("\n\nAnswer:", "\n### Response:", "\nTL;DR:"). Every repetition is bounded: a long row of one character would
 * otherwise take quadratic time.
 */
const PROMPT_END =
  /\?{1,9}["'”’)\]]{0,3}(?=\s)|？{1,9}["”’)」』]{0,3}|\[\/\w{1,20}\]|<\|\w{1,30}\|>|\n[#*\s]{0,8}[\p{Lu}\p{Lo}][\p{L};]{0,30}(?: \p{L}{1,30})?[:：]/gu;

/**
 * How much of two texts without a prompt of their own is their prompt: what both begin with, up to the last place
 * where a prompt can end. 0 where they merely begin alike, as two answers do ("I think …"): such texts stand alone, and
 * are read whole, as TRL's reward trainer reads them.
 */
export function implicitPromptLength(a: string, b: string): number {
  let shared = 0;
  while (shared < a.length && shared < b.length && a[shared] === b[shared]) shared++;
  const ends = Array.from(
    a.slice(0, shared + 1).matchAll(PROMPT_END),
    (match) => match.index + match[0].length,
  );
  return ends.findLast((end) => end <= shared) ?? 0;
}
