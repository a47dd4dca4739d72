import { z } from "zod";
import { conversationSchema, messageSchema } from "@/lib/contracts/message";

/** The article's reward data: one input, several responses with their scores. */
export const scoredResponsesSchema = z.strictObject({
  input: z.string(),
  outputs: z.array(z.strictObject({ response: z.string(), score: z.number() })).min(1),
});

/** TRL's preference data, standard (strings) or conversational (messages). */
export const trlPreferenceSchema = z.object({
  prompt: z.union([z.string(), z.array(messageSchema)]),
  chosen: z.union([z.string(), z.array(messageSchema)]),
  rejected: z.union([z.string(), z.array(messageSchema)]),
  margin: z.number().optional(),
});

/** HH-RLHF: two whole transcripts "\n\nHuman: …\n\nAssistant: …" that share a prefix. */
export const hhPreferenceSchema = z.object({ chosen: z.string(), rejected: z.string() });

/**
 * What every format becomes: a prompt, its responses, and what people said of them. One record keeps all responses of
 * one judged prompt together, so that its pairs stay in one batch and in one split.
 */
export const preferenceRecordSchema = z.strictObject({
  /** Records of one prompt share it; the split is by it. */
  promptKey: z.string(),
  messages: conversationSchema,
  responses: z
    .array(
      z.strictObject({
        text: z.string(),
        tokenIds: z.array(z.int()).optional(),
        /** Mean of the judged scores on their own scale, if scored. */
        score: z.number().optional(),
      }),
    )
    .min(1),
  /** Indexes into `responses`, best group first, ties in one group; absent if unranked. */
  ranking: z.array(z.array(z.int().min(0)).min(1)).optional(),
  /** True if a program judged, not a person. */
  synthetic: z.boolean().default(false),
  /** Judgments this record was made from, for lineage. */
  judgmentIds: z.array(z.string()).default([]),
});
export type PreferenceRecord = z.infer<typeof preferenceRecordSchema>;
