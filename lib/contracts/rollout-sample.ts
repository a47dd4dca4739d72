import { z } from "zod";
import { conversationSchema } from "@/lib/contracts/message";

const sampledAnswerSchema = z.object({
  text: z.string(),
  /** Of the reward model, before penalties; null where it was not asked. */
  reward: z.number().nullable(),
});

/**
 * One prompt as the policy answered it after an iteration of PPO. A run appends a line of these for each of a few
 * fixed prompts to `samples.jsonl` in its work directory, so that one reads how the policy changes.
 */
export const rolloutSampleSchema = z.object({
  /** Iteration whose update came before; 0 is the untrained policy. */
  step: z.int().min(0),
  messages: conversationSchema,
  policy: sampledAnswerSchema,
  /** The same prompt answered by the frozen reference. */
  reference: sampledAnswerSchema,
  /** Sum over the policy's tokens of log π − log π_ref, nats. */
  kl: z.number().nullable(),
});
export type RolloutSample = z.infer<typeof rolloutSampleSchema>;

/** Name of the file in a run's work directory. */
export const ROLLOUT_SAMPLES_FILE = "samples.jsonl";
