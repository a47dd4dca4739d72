import type { StageContext } from "@/lib/contracts/progress";
import { TokenScorer } from "@/lm/inference/token-scorer";
import { requireParity, type Parity } from "@/trainer/pipeline/parity";
import { frozenLogprobs } from "@/trainer/ppo/frozen-logprobs";
import type { LanguageRollout } from "@/trainer/ppo/language-rollout";
import type { LanguageModel } from "@/trainer/tensorflow/language-model";

/**
 * Log-probabilities of the same tokens by the trained policy and by the written directory: as the sampler drew them,
 * and as a whole text. @throws AppError PARITY_FAILED
 */
export async function checkPolicyParity(options: {
  policy: LanguageModel;
  padTokenId: number;
  directory: string;
  /** Drawn from the written directory. */
  rollouts: readonly LanguageRollout[];
  temperature: number;
  context: Pick<StageContext, "reporter" | "signal">;
}): Promise<Parity> {
  const { policy, padTokenId, directory, rollouts, temperature, context } = options;
  const { signal } = context;
  context.reporter.progress({ phase: "parity", done: 0, total: null, unit: "sequences" });
  const exact = { ...policy, precision: "float32" as const };
  const at = async (t: number) =>
    (await frozenLogprobs(exact, rollouts, { temperature: t, padTokenId, signal })).flatMap((own) =>
      Array.from(own),
    );
  const scorer = await TokenScorer.load(directory);
  try {
    const items = rollouts.map(({ promptTokenIds, tokenIds }) => ({
      promptTokenIds,
      completionTokenIds: tokenIds,
    }));
    const scored = (await scorer.score(items, { signal })).flatMap(({ logprobs }) => logprobs);
    const drawn = rollouts.flatMap(({ samplerLogprobs }) => Array.from(samplerLogprobs));
    return requireParity(
      [...(await at(1)), ...(await at(temperature))],
      [...scored, ...drawn],
      "log-probabilities",
    );
  } finally {
    await scorer.release();
  }
}
