import { z } from "zod";

/** How a completion is drawn. The defaults are those of an annotation round. */
export const samplingParametersSchema = z.strictObject({
  /** 0 is greedy. */
  temperature: z.number().min(0).max(10).default(0.8),
  /** 0 is off. */
  topK: z.int().min(0).default(0),
  /** Smallest set of tokens whose probability reaches this; 1 is off. */
  topP: z.number().gt(0).max(1).default(0.95),
  maxNewTokens: z.int().min(1).max(32_768).default(128),
  /** Texts that end a completion, besides the model's own end tokens; they are cut off. */
  stop: z.array(z.string().min(1)).max(8).default([]),
  seed: z.int().min(0).max(Number.MAX_SAFE_INTEGER).default(0),
});
export type SamplingParameters = z.infer<typeof samplingParametersSchema>;

/** stop: an end token or a stop text; length: the limit; cancelled: the caller went away. */
export const finishReasonSchema = z.enum(["stop", "length", "cancelled"]);
export type FinishReason = z.infer<typeof finishReasonSchema>;

export const completionSchema = z.strictObject({
  text: z.string(),
  /** The drawn tokens, the end token included where one was drawn: the truth, of which `text` is a rendering. */
  tokenIds: z.array(z.int().min(0)),
  /** Natural-log probability of each drawn token under the temperature-scaled distribution, before top-k and top-p. */
  logprobs: z.array(z.number()),
  finishReason: finishReasonSchema,
});
export type Completion = z.infer<typeof completionSchema>;
