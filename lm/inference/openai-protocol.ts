import { z } from "zod";
import type { SamplingParameters } from "@/lib/contracts/sampling";

/**
 * The parts of OpenAI's protocol that the sampler speaks. Fields that it does not know are ignored, as other servers
 * do, so that any client works; `top_k` and `return_token_ids` are vLLM's extensions.
 * https://platform.openai.com/docs/api-reference/chat
 */
const common = {
  model: z.string().min(1),
  n: z.int().min(1).max(64).nullish(),
  seed: z.int().min(0).max(Number.MAX_SAFE_INTEGER).nullish(),
  temperature: z.number().min(0).max(10).nullish(),
  top_p: z.number().gt(0).max(1).nullish(),
  top_k: z.int().min(-1).nullish(),
  max_tokens: z.int().min(1).max(32_768).nullish(),
  stop: z.union([z.string().min(1), z.array(z.string().min(1)).max(8)]).nullish(),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().optional() }).nullish(),
  return_token_ids: z.boolean().nullish(),
};

const textPartsSchema = z
  .array(z.looseObject({ type: z.literal("text", "only text parts are supported"), text: z.string() }))
  .transform((parts) => parts.map(({ text }) => text).join(""));

export const chatRequestSchema = z.looseObject({
  ...common,
  messages: z
    .array(
      z.looseObject({
        role: z
          .enum(["system", "developer", "user", "assistant"])
          .transform((role) => (role === "developer" ? "system" : role)),
        content: z.union([z.string(), textPartsSchema]),
      }),
    )
    .min(1),
  max_completion_tokens: z.int().min(1).max(32_768).nullish(),
  logprobs: z.boolean().nullish(),
});
export type ChatRequest = z.infer<typeof chatRequestSchema>;

export const completionRequestSchema = z.looseObject({
  ...common,
  /** A text, or token ids. */
  prompt: z.union([z.string(), z.array(z.int().min(0)).min(1)]),
  logprobs: z.union([z.int().min(0), z.boolean()]).nullish(),
});
export type CompletionRequest = z.infer<typeof completionRequestSchema>;

/** Tokens of an answer whose request names no limit. */
const DEFAULT_NEW_TOKENS = 256;

/** OpenAI's defaults where a request is silent: temperature 1, no truncation, a random seed. */
export function parametersOf(
  request: ChatRequest | CompletionRequest,
  randomSeed: number,
): SamplingParameters {
  const chatLimit =
    "max_completion_tokens" in request ? (request.max_completion_tokens as number | null) : null;
  return {
    temperature: request.temperature ?? 1,
    topK: Math.max(0, request.top_k ?? 0),
    topP: request.top_p ?? 1,
    maxNewTokens: chatLimit ?? request.max_tokens ?? DEFAULT_NEW_TOKENS,
    stop: typeof request.stop === "string" ? [request.stop] : (request.stop ?? []),
    seed: request.seed ?? randomSeed,
  };
}

const logprobSchema = z.looseObject({ logprob: z.number() });

/** An answer of any OpenAI-compatible server, as far as we read it. */
export const chatAnswerSchema = z.looseObject({
  choices: z.array(
    z.looseObject({
      index: z.int().optional(),
      message: z.looseObject({ content: z.string().nullable() }),
      finish_reason: z.string().nullable(),
      logprobs: z.looseObject({ content: z.array(logprobSchema).nullish() }).nullish(),
      token_ids: z.array(z.int()).nullish(),
    }),
  ),
});

const errorSchema = z.looseObject({
  message: z.string(),
  code: z.union([z.string(), z.number()]).nullish(),
  /** Our own sampler's: what the pages' sentence shows. */
  details: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean()]).nullish())
    .optional()
    .catch(undefined),
});

export const chatChunkSchema = z.looseObject({
  error: errorSchema.optional(),
  choices: z
    .array(
      z.looseObject({
        delta: z.looseObject({ content: z.string().nullish() }).optional(),
        finish_reason: z.string().nullish(),
        logprobs: z.looseObject({ content: z.array(logprobSchema).nullish() }).nullish(),
        token_ids: z.array(z.int()).nullish(),
      }),
    )
    .default([]),
});

export const errorAnswerSchema = z.looseObject({
  error: errorSchema,
});

export const modelsAnswerSchema = z.looseObject({ data: z.array(z.looseObject({ id: z.string() })) });
