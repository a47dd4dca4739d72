import { z } from "zod";

export const messageSchema = z.strictObject({
  role: z.enum(["system", "user", "assistant"]),
  content: z.string().max(200_000),
});
export type Message = z.infer<typeof messageSchema>;

/** A prompt: system message first if there is one, earlier turns, and the user's turn last. */
export const conversationSchema = z
  .array(messageSchema)
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
export type Conversation = z.infer<typeof conversationSchema>;
