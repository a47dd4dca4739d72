import type { Message } from "@/lib/contracts/message";
import type { TextTokenizer } from "@/lm/tokenizer/text-tokenizer";
import type { RewardTemplate } from "@/trainer/reward/reward-settings";

/** A response as text, and where it was drawn by a model also as the drawn tokens (see tokenizerHash). */
export interface RewardResponse {
  text: string;
  tokenIds?: readonly number[];
  /** Hash of the tokenizer that `tokenIds` belong to. */
  tokenizerHash?: string;
}

export interface RewardEncoding {
  tokenizer: TextTokenizer;
  template: RewardTemplate;
  maxLength: number;
}

/**
 * What the reward model reads: prompt and response as token ids.
 *
 * - `chat`: the prompt in the model's chat template, up to where the assistant speaks; then the response with the end
 *   token. Drawn tokens are used as they are where the tokenizer is the same (tokens of a + b are not tokens of a plus
 *   tokens of b), so a response cut off by the length limit has no end token here either.
 * - `article`: the text `输入: {input} 输出: {response}`.
 *
 * Of more than `maxLength` tokens the last are kept (an encoder's first token stays): a long prompt loses its beginning.
 */
export function encodeRewardInput(
  { tokenizer, template, maxLength }: RewardEncoding,
  messages: readonly Message[],
  response: RewardResponse,
): number[] {
  if (template === "article") {
    const ids = tokenizer.encode(articleText(messages, response.text), { specialTokens: true });
    return keepEnd(ids, maxLength, startsWithSpecialToken(tokenizer) ? 1 : 0);
  }
  const prompt = tokenizer.encodeChat(messages, { generationPrompt: true });
  return keepEnd([...prompt, ...responseTokens(tokenizer, response)], maxLength, 0);
}

/** The article's text for a reward model. A conversation of several messages is named by its speakers. */
export function articleText(messages: readonly Message[], response: string): string {
  const [first] = messages;
  const input =
    messages.length === 1 && first
      ? first.content
      : messages.map(({ role, content }) => `${role}: ${content}`).join("\n");
  return `输入: ${input} 输出: ${response}`;
}

function responseTokens(tokenizer: TextTokenizer, response: RewardResponse): readonly number[] {
  if (response.tokenIds && response.tokenizerHash === tokenizer.hash) return response.tokenIds;
  const ids = tokenizer.encode(response.text, { specialTokens: false });
  const end = turnEndTokenId(tokenizer);
  return end === undefined ? ids : [...ids, end];
}

const turnEnds = new WeakMap<TextTokenizer, number | undefined>();

/** The token that the chat template writes after an assistant's answer. */
function turnEndTokenId(tokenizer: TextTokenizer): number | undefined {
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

function startsWithSpecialToken(tokenizer: TextTokenizer): boolean {
  return (
    tokenizer.encode("a", { specialTokens: true })[0] !== tokenizer.encode("a", { specialTokens: false })[0]
  );
}

function keepEnd(ids: number[], maxLength: number, keptStart: number): number[] {
  if (ids.length <= maxLength) return ids;
  return [...ids.slice(0, keptStart), ...ids.slice(ids.length - maxLength + keptStart)];
}
