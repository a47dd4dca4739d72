import { z } from "zod";
import { conversationSchema, foreignMessageSchema, messageSchema } from "@/lib/contracts/message";

const foreignMessagesSchema = z.array(foreignMessageSchema).min(1);

/** The article's reward data: one input, several responses with their scores. */
export const scoredResponsesSchema = z.object({
  input: z.string(),
  outputs: z.array(z.object({ response: z.string(), score: z.number() })).min(1),
});

/**
 * TRL's preference data, standard (strings) or conversational (messages). `chosen` and `rejected` may repeat the prompt
 * or be the completion alone, and may go on for several turns; without `prompt` it is what both begin with, or empty.
 */
export const trlPreferenceSchema = z.object({
  prompt: z.union([z.string(), foreignMessagesSchema]).optional(),
  chosen: z.union([z.string(), foreignMessagesSchema]),
  rejected: z.union([z.string(), foreignMessagesSchema]),
  margin: z.number().nullish(),
});
export type TrlPreference = z.infer<typeof trlPreferenceSchema>;

/** Alignment data taken from a run log: question, accepted answer, rejected answer. */
export const alignmentTripleSchema = z.tuple([z.string(), z.string(), z.string()]);

/**
 * What every format becomes: a prompt, its responses, and what people said of them. One record keeps all responses of
 * one judged prompt together, so that its pairs stay in one batch and in one split. One record a line is also the
 * format of a frozen dataset's files.
 */
export const preferenceRecordSchema = z.strictObject({
  /** Records of one prompt share it; the split is by it. */
  promptKey: z.string(),
  messages: conversationSchema,
  responses: z
    .array(
      z.strictObject({
        text: z.string(),
        /** Everything after the prompt, where that is more than one answer; `text` is then a reading of it. */
        turns: z.array(messageSchema).min(1).optional(),
        /** The drawn tokens, end token included; used as they are by a model whose tokenizer has `tokenizerHash`. */
        tokenIds: z.array(z.int().min(0)).optional(),
        tokenizerHash: z.string().optional(),
        /** Mean of the judged scores on their own scale, if scored. */
        score: z.number().optional(),
      }),
    )
    .min(1),
  /** Indexes into `responses`, best group first, ties in one group; absent if unranked. */
  ranking: z.array(z.array(z.int().min(0)).min(1)).optional(),
  /** By how much the better reward should exceed the worse, if the data says so. */
  margin: z.number().optional(),
  /** True if a program judged, not a person. */
  synthetic: z.boolean().default(false),
  /** Judgments this record was made from, for lineage. */
  judgmentIds: z.array(z.string()).default([]),
});
export type PreferenceRecord = z.infer<typeof preferenceRecordSchema>;
