import { z } from "zod";
import { foreignMessageSchema, type Message } from "@/lib/contracts/message";

const messageListSchema = z.array(foreignMessageSchema).min(1).max(1000);
const parts = {
  prompt: z.union([z.string(), messageListSchema]).optional(),
  messages: messageListSchema.optional(),
};
const ASK_FOR_ONE = "give either prompt (a text, or a list of {role, content}) or messages (such a list)";

/** A prompt as files carry it: a text, or a conversation (TRL's under `prompt`). Other fields are ignored. */
export const promptLineSchema = z.object(parts).refine(hasOne, ASK_FOR_ONE).transform(sortOut);
export type PromptLine = z.infer<typeof promptLineSchema>;

/** A prompt and what was answered. */
export const completedPromptLineSchema = z
  .object({ ...parts, completion: z.string() })
  .refine(hasOne, ASK_FOR_ONE)
  .transform((line) => ({ ...sortOut(line), completion: line.completion }));
export type CompletedPromptLine = z.infer<typeof completedPromptLineSchema>;

interface Parts {
  prompt?: string | Message[];
  messages?: Message[];
}

function hasOne({ prompt, messages }: Parts): boolean {
  return (prompt === undefined) !== (messages === undefined);
}

function sortOut({ prompt, messages }: Parts): { prompt?: string; messages?: Message[] } {
  return typeof prompt === "string" ? { prompt } : { messages: messages ?? prompt };
}
