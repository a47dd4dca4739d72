import { AppError } from "@/lib/errors";
import { Rng } from "@/lib/rng";
import { countPairs, type JudgedRecord } from "@/server/services/dataset/load-preference-records";
import { MINIMUM_JUDGED_PROMPTS } from "@/server/services/dataset/minimum-data";

export interface Split {
  train: JudgedRecord[];
  eval: JudgedRecord[];
}

export interface SplitOptions {
  records: readonly JudgedRecord[];
  /** Share of the prompts that is held out. */
  evalShare: number;
  seed: number;
}

/**
 * Holds out whole prompts, drawn by the seed among those whose ranking says something: prompts that give no pair
 * could not show whether a model orders as people do, and go to train. Either side has at least one prompt.
 */
export function splitByPrompt({ records, evalShare, seed }: SplitOptions): Split {
  const pairsOfPrompt = new Map<string, number>();
  for (const record of records) {
    pairsOfPrompt.set(
      record.promptKey,
      (pairsOfPrompt.get(record.promptKey) ?? 0) + countPairs(record.ranking),
    );
  }
  const usable = [...pairsOfPrompt].filter(([, pairs]) => pairs > 0).map(([promptKey]) => promptKey);
  if (usable.length < MINIMUM_JUDGED_PROMPTS) {
    throw new AppError(
      "NOT_ENOUGH_DATA",
      `${usable.length} prompts have a judgment that prefers one response to another; a dataset needs at least ` +
        `${MINIMUM_JUDGED_PROMPTS} (a useful reward model needs hundreds). Judge more items`,
      { details: { reason: "fewJudgedPrompts", prompts: usable.length, needed: MINIMUM_JUDGED_PROMPTS } },
    );
  }
  const wanted = Math.min(Math.max(1, Math.round(usable.length * evalShare)), usable.length - 1);
  const heldOut = new Set(Rng.fromSeed(seed).shuffled(usable.sort()).slice(0, wanted));
  return {
    train: records.filter((record) => !heldOut.has(record.promptKey)),
    eval: records.filter((record) => heldOut.has(record.promptKey)),
  };
}
