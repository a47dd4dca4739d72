import { z } from "zod";

const LONGEST_CONTENT = 200_000;
const roleSchema = z.enum(["system", "user", "assistant"]);

export const messageSchema = z.strictObject({
  role: roleSchema,
  content: z.string().max(LONGEST_CONTENT),
});
export type Message = z.infer<typeof messageSchema>;

/**
 * A message in other people's files: they may carry more (names, weights, tool calls), and write the content as a list
 * of parts. Only role and text count; a part that is no text is refused.
 */
export const foreignMessageSchema = z.object({
  role: roleSchema,
  content: z.union([
    z.string().max(LONGEST_CONTENT),
    z
      .array(z.object({ type: z.literal("text", "only text can be read"), text: z.string() }))
      .transform((parts) => parts.map(({ text }) => text).join(""))
      .pipe(z.string().max(LONGEST_CONTENT)),
  ]),
});

/** A prompt: system message first if there is one, earlier turns, and the user's turn last. */
export const conversationSchema = conversationOf(messageSchema);
export type Conversation = z.infer<typeof conversationSchema>;

/** The same in other people's files. */
export const foreignConversationSchema = conversationOf(foreignMessageSchema);

function conversationOf<S extends z.ZodType<Message>>(schema: S) {
  return z
    .array(schema)
    .min(1, "a prompt needs at least one message")
    .max(200)
    .refine((messages) => messages.at(-1)?.role === "user", {
      error: "the last message of a prompt must be the user's",
      params: { problem: "lastMessage" },
    })
    .refine((messages) => messages.every((message, i) => message.role !== "system" || i === 0), {
      error: "only the first message may be a system message",
      params: { problem: "systemMessage" },
    });
}
