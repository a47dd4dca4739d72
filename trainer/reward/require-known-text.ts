import { AppError } from "@/lib/errors";
import type { TextTokenizer } from "@/lm/tokenizer/text-tokenizer";
import { unknownRate } from "@/lm/tokenizer/unknown-rate";
import type { PreferenceGroup } from "@/trainer/reward/group-preferences";
import { Interruptions } from "@/trainer/reward/interruptions";

/** Largest share of unknown tokens that a base may have on the data. */
export const MOST_UNKNOWN = 0.02;

/**
 * The share of the data's tokens that the base does not know.
 * @throws AppError VOCABULARY_MISMATCH above 2 %: it would judge texts that it cannot read
 */
export async function requireKnownText(
  tokenizer: TextTokenizer,
  groups: readonly PreferenceGroup[],
  signal?: AbortSignal,
): Promise<number> {
  const rate = await unknownRate(tokenizer, texts(groups, new Interruptions(signal)));
  if (rate <= MOST_UNKNOWN) return rate;
  const percent = (100 * rate).toFixed(1);
  throw new AppError(
    "VOCABULARY_MISMATCH",
    `This base cannot read the data: ${percent} % of its tokens are unknown to it, at most ${100 * MOST_UNKNOWN} % are ` +
      "allowed. Take a base of the data's language, such as the policy's own trunk.",
    { details: { unknownPercent: percent, allowedPercent: 100 * MOST_UNKNOWN } },
  );
}

async function* texts(
  groups: readonly PreferenceGroup[],
  interruptions: Interruptions,
): AsyncGenerator<string> {
  for (const { messages, responses } of groups) {
    await interruptions.allow();
    for (const { content } of messages) yield content;
    for (const { text } of responses) yield text;
  }
}
