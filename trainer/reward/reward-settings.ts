import { z } from "zod";

export const rewardTemplateSchema = z.enum(["chat", "article"]);
export type RewardTemplate = z.infer<typeof rewardTemplateSchema>;

/** reward.json of a reward model's directory: what its weights do not say. */
export const rewardSettingsSchema = z.object({
  template: rewardTemplateSchema,
  /** Tokens of prompt and response together; longer texts are cut, see fitTokens. */
  maxLength: z.int().min(1),
  /** Of the training labels: a raw output r stands for the score r·scoreStd + scoreMean. 0 and 1 without scores. */
  scoreMean: z.number(),
  scoreStd: z.number().positive(),
  /** Of raw outputs on responses of the reference policy: (r − mean)/std is what PPO maximises. */
  normalization: z.object({ mean: z.number(), std: z.number().positive() }),
  /** Share of unknown tokens in the training texts. */
  unkRate: z.number().min(0).max(1).default(0),
});
export type RewardSettings = z.infer<typeof rewardSettingsSchema>;

export const REWARD_SETTINGS_FILE = "reward.json";
