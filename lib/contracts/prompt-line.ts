import { z } from "zod";
import { messageSchema } from "@/lib/contracts/message";

const parts = { prompt: z.string().optional(), messages: z.array(messageSchema).min(1).max(1000).optional() };

/** A prompt as files carry it: a text, or a conversation. Other fields of the line are ignored. */
export const promptLineSchema = z
  .object(parts)
  .refine(hasOne, "give either prompt (a text) or messages (a list of {role, content})");
export type PromptLine = z.infer<typeof promptLineSchema>;

/** A prompt and what was answered. */
export const completedPromptLineSchema = z
  .object({ ...parts, completion: z.string() })
  .refine(hasOne, "give either prompt (a text) or messages (a list of {role, content})");
export type CompletedPromptLine = z.infer<typeof completedPromptLineSchema>;

function hasOne({ prompt, messages }: { prompt?: unknown; messages?: unknown }): boolean {
  return (prompt === undefined) !== (messages === undefined);
}
