import type { Message } from "@/lib/contracts/message";
import { AppError } from "@/lib/errors";
import type { TextTokenizer } from "@/lm/tokenizer/text-tokenizer";

const system: Message = { role: "system", content: "Be brief." };
const user: Message = { role: "user", content: "Hello?" };
const assistant: Message = { role: "assistant", content: "Hello." };

const CONVERSATIONS: readonly { name: string; messages: readonly Message[]; generationPrompt: boolean }[] = [
  { name: "a question", messages: [user], generationPrompt: true },
  { name: "a question after a system message", messages: [system, user], generationPrompt: true },
  { name: "a question after earlier turns", messages: [user, assistant, user], generationPrompt: true },
  { name: "a question with its answer", messages: [user, assistant], generationPrompt: false },
];

/** What the model's chat template cannot do, said before someone needs it: each kind of conversation is rendered once. */
export function probeChatTemplate(tokenizer: TextTokenizer): string[] {
  if (!tokenizer.hasChatTemplate) return [];
  return CONVERSATIONS.flatMap(({ name, messages, generationPrompt }) => {
    try {
      const text = tokenizer.renderChat(messages, { generationPrompt });
      const lost = messages.find(({ content }) => !text.includes(content));
      return lost ? [`Of ${name} the model's chat template leaves the ${lost.role}'s message out.`] : [];
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return [`The model's chat template cannot write ${name}: ${(error.cause as Error).message}.`];
    }
  });
}
