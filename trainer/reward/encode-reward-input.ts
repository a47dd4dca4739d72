import type { Message } from "@/lib/contracts/message";
import { turnEndTokenId, wrappingTokens } from "@/lm/tokenizer/framing-tokens";
import type { TextTokenizer } from "@/lm/tokenizer/text-tokenizer";
import { fitTokens, type FittedTokens } from "@/trainer/reward/fit-tokens";
import { hasPrompt } from "@/trainer/reward/prompt-key";
import type { RewardTemplate } from "@/trainer/reward/reward-settings";

/** A response as text, and where it was drawn by a model also as the drawn tokens (see tokenizerHash). */
export interface RewardResponse {
  text: string;
  /** Everything after the prompt, where that is more than one answer; `text` is then a reading of it. */
  turns?: readonly Message[];
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
 *   tokens of b), so a response cut off by the length limit has no end token here either. A response of several turns
 *   is what the template adds to the prompt for them, up to the last turn's end token (as TRL renders a completion).
 * - `article`: the text `输入: {input} 输出: {response}`.
 *
 * More than `maxLength` tokens are cut, see fitTokens.
 */
export function encodeRewardInput(
  encoding: RewardEncoding,
  messages: readonly Message[],
  response: RewardResponse,
): number[] {
  return rewardInputEncoder(encoding, messages)(response).tokenIds;
}

/** The same for several responses to one prompt, which is encoded once. */
export function rewardInputEncoder(
  { tokenizer, template, maxLength }: RewardEncoding,
  messages: readonly Message[],
): (response: RewardResponse) => FittedTokens {
  if (template === "article") return articleEncoder(tokenizer, messages, maxLength);
  const prompt = tokenizer.encodeChat(messages, { generationPrompt: true });
  return (response) => {
    if (!response.turns) {
      const tokenIds = [...prompt, ...responseTokens(tokenizer, response)];
      return fitTokens({ tokenIds, responseStart: prompt.length }, maxLength);
    }
    return fitTokens(conversationTokens(tokenizer, messages, prompt, response.turns), maxLength);
  };
}

/** The article's text for a reward model. A conversation of several messages is named by its speakers. */
export function articleText(messages: readonly Message[], response: string): string {
  return `${articlePrompt(messages)}${response}`;
}

function articlePrompt(messages: readonly Message[]): string {
  const [first] = messages;
  const input =
    messages.length === 1 && first
      ? first.content
      : messages.map(({ role, content }) => `${role}: ${content}`).join("\n");
  return `输入: ${input} 输出: `;
}

function articleEncoder(tokenizer: TextTokenizer, messages: readonly Message[], maxLength: number) {
  const prompt = articlePrompt(messages);
  const promptIds = tokenizer.encode(prompt, { specialTokens: true });
  const { before, after } = wrappingTokens(tokenizer);
  return ({ text }: RewardResponse): FittedTokens => {
    // the text as a whole: its tokens are not those of its two parts
    const tokenIds = tokenizer.encode(prompt + text, { specialTokens: true });
    const responseStart = Math.min(commonLength(promptIds, tokenIds), tokenIds.length - after);
    return fitTokens({ tokenIds, responseStart, keptStart: before, keptEnd: after }, maxLength);
  };
}

function responseTokens(tokenizer: TextTokenizer, response: RewardResponse): readonly number[] {
  if (response.tokenIds && response.tokenizerHash === tokenizer.hash) return response.tokenIds;
  const ids = tokenizer.encode(response.text, { specialTokens: false });
  const end = turnEndTokenId(tokenizer);
  return end === undefined ? ids : [...ids, end];
}

function conversationTokens(
  tokenizer: TextTokenizer,
  messages: readonly Message[],
  prompt: readonly number[],
  turns: readonly Message[],
): { tokenIds: number[]; responseStart: number } {
  // a conversation that begins within the response has no empty prompt before it
  const before = hasPrompt(messages) ? messages : messages.filter(({ role }) => role === "system");
  const isWhole = turns[0]?.role === "user";
  const whole = tokenizer.encodeChat([...(isWhole ? before : messages), ...turns], {
    generationPrompt: false,
  });
  const responseStart = isWhole ? 0 : commonLength(prompt, whole);
  const end = turnEndTokenId(tokenizer);
  const last = end === undefined ? -1 : whole.lastIndexOf(end);
  return { tokenIds: last >= responseStart ? whole.slice(0, last + 1) : whole, responseStart };
}

function commonLength(a: readonly number[], b: readonly number[]): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length++;
  return length;
}
