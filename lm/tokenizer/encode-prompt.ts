import type { Message } from "@/lib/contracts/message";
import { AppError } from "@/lib/errors";
import type { TextTokenizer } from "@/lm/tokenizer/text-tokenizer";

/** A prompt as people write it: a text, or a conversation. */
export type PromptInput = { prompt: string } | { messages: readonly Message[] };

/**
 * A prompt's token ids, ready for the model to continue. With a chat template a text becomes one user message. Without
 * one a text, or a single user message, stays as it is, and a longer conversation becomes a plain transcript.
 *
 * @throws AppError INVALID_INPUT for an empty prompt, or messages that the model's template refuses
 */
export function encodePrompt(tokenizer: TextTokenizer, input: PromptInput): number[] {
  if (tokenizer.hasChatTemplate) {
    const messages: readonly Message[] =
      "messages" in input ? input.messages : [{ role: "user", content: input.prompt }];
    return tokenizer.encodeChat(messages, { generationPrompt: true });
  }
  const ids = tokenizer.encode(plainText(input), { specialTokens: true });
  if (ids.length > 0) return ids;
  const start = tokenizer.endTokenIds[0];
  if (start === undefined) throw new AppError("INVALID_INPUT", "The prompt is empty.");
  // models without a start token are trained with the end token between texts
  return [start];
}

function plainText(input: PromptInput): string {
  if ("prompt" in input) return input.prompt;
  const [first] = input.messages;
  if (first?.role === "user" && input.messages.length === 1) return first.content;
  return transcript(input.messages);
}

/** The form of the HH data: what a base model most likely has seen of conversations. */
function transcript(messages: readonly Message[]): string {
  const turns = messages.map(({ role, content }) => {
    if (role === "system") return content;
    return `${role === "user" ? "Human" : "Assistant"}: ${content}`;
  });
  return `${turns.join("\n\n")}\n\nAssistant:`;
}
