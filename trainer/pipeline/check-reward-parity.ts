import type { StageContext } from "@/lib/contracts/progress";
import { RewardScorer } from "@/lm/inference/reward-scorer";
import { requireParity, type Parity } from "@/trainer/pipeline/parity";
import { RewardModel } from "@/trainer/reward/reward-model";

const TEXTS_COMPARED = 8;

/** Scores of a few texts by the trained model and by the written directory. @throws AppError PARITY_FAILED */
export async function checkRewardParity(
  { model, tokenizer, settings }: RewardModel,
  directory: string,
  sequences: readonly ArrayLike<number>[],
  { reporter, signal }: Pick<StageContext, "reporter" | "signal">,
): Promise<Parity> {
  reporter.progress({ phase: "parity", done: 0, total: null, unit: "sequences" });
  const texts = sequences.slice(0, TEXTS_COMPARED).map((sequence) => Array.from(sequence));
  const exact = new RewardModel({ ...model, precision: "float32" }, tokenizer, settings);
  const trained = await exact.rawScores(texts, { signal });
  const scorer = await RewardScorer.load(directory);
  try {
    return requireParity(trained, await scorer.score(texts, signal), "scores");
  } finally {
    await scorer.release();
  }
}
