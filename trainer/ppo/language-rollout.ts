import type { Conversation } from "@/lib/contracts/message";
import type { Rollout } from "@/trainer/ppo/rollout";

/** A prompt of the policy, encoded once. */
export interface PolicyPrompt {
  messages: Conversation;
  tokenIds: readonly number[];
}

/** A response of a language model. */
export interface LanguageRollout extends Rollout {
  prompt: PolicyPrompt;
  /** The drawn tokens as text, without the stop token. */
  text: string;
}
