import type { Rng } from "@/lib/rng";
import type { LanguageModel } from "@/trainer/tensorflow/language-model";
import type { TextTokenizer } from "@/lm/tokenizer/text-tokenizer";
import type { RewardModel } from "@/trainer/reward/reward-model";
import { frozenLogprobs } from "@/trainer/ppo/frozen-logprobs";
import type { LanguageRollout, PolicyPrompt } from "@/trainer/ppo/language-rollout";
import type { PPOEnvironment } from "@/trainer/ppo/ppo-trainer";
import { openGenerator, sampleRollouts } from "@/trainer/ppo/sample-rollouts";

export interface RewardNormalization {
  mean: number;
  std: number;
}

export type EnvironmentPhase = "rollout" | "score" | "reference";

export interface LanguageModelEnvironmentOptions {
  /** The weights being trained: rollouts are drawn from what they are at the time. */
  policy: LanguageModel;
  /** The weights that training began with. */
  reference: LanguageModel;
  tokenizer: TextTokenizer;
  rewardModel: RewardModel;
  temperature: number;
  maxNewTokens: number;
  /** Answered beside each batch, with a seed that stays the same, for people to read. */
  watchedPrompts: readonly PolicyPrompt[];
  watchSeed: () => Rng;
  onProgress?: (phase: EnvironmentPhase, done: number, total: number) => void;
  signal?: AbortSignal;
}

/** Rollouts by ONNX Runtime; reward model and frozen reference on TensorFlow. */
export class LanguageModelEnvironment implements PPOEnvironment<PolicyPrompt, LanguageRollout> {
  /** Subtracted from and divided into raw rewards. */
  normalization: RewardNormalization;
  /** Answers to the watched prompts under the weights that the last batch was drawn with. */
  watched: LanguageRollout[] = [];

  constructor(private readonly options: LanguageModelEnvironmentOptions) {
    this.normalization = options.rewardModel.settings.normalization;
  }

  async sample(prompts: readonly PolicyPrompt[], rng: Rng): Promise<LanguageRollout[]> {
    const { policy, tokenizer, watchedPrompts, watchSeed, maxNewTokens, onProgress } = this.options;
    const total = prompts.length * maxNewTokens;
    // handing the weights over takes seconds
    onProgress?.("rollout", 0, total);
    const generator = await openGenerator(policy, tokenizer);
    try {
      const options = { ...this.options, onToken: (drawn: number) => onProgress?.("rollout", drawn, total) };
      const [rollouts, watched] = await Promise.all([
        sampleRollouts(generator, prompts, rng, options),
        sampleRollouts(generator, watchedPrompts, watchSeed(), this.options),
      ]);
      this.watched = watched;
      return rollouts;
    } finally {
      await generator.dispose();
    }
  }

  async score(rollouts: readonly LanguageRollout[]): Promise<Float32Array> {
    const { mean, std } = this.normalization;
    return (await this.rawScores(rollouts)).map((raw) => (raw - mean) / std);
  }

  /**
   * Outputs of the reward head on prompt ⊕ response, read at the last real token. Where the reward model has the
   * policy's tokenizer the drawn tokens are scored as they are, else their text in its own tokens.
   */
  async rawScores(rollouts: readonly LanguageRollout[]): Promise<Float32Array> {
    const { rewardModel, tokenizer, signal, onProgress } = this.options;
    const sequences = rollouts.map(({ prompt, text, tokenIds }) =>
      rewardModel.encode(prompt.messages, { text, tokenIds, tokenizerHash: tokenizer.hash }),
    );
    onProgress?.("score", 0, rollouts.length);
    return rewardModel.rawScores(sequences, {
      signal,
      onProgress: (done) => onProgress?.("score", done, rollouts.length),
    });
  }

  async referenceLogprobs(rollouts: readonly LanguageRollout[]): Promise<Float32Array[]> {
    const { reference, tokenizer, temperature, signal, onProgress } = this.options;
    onProgress?.("reference", 0, rollouts.length);
    return frozenLogprobs(reference, rollouts, {
      temperature,
      padTokenId: tokenizer.padTokenId,
      signal,
      onProgress: (done) => onProgress?.("reference", done, rollouts.length),
    });
  }
}
