import { AppError } from "@/lib/errors";
import type { JudgedRecord, PreferenceGroup } from "@/trainer/reward/group-preferences";

/** Fewer cannot be called training: a single prompt shows no preference that goes beyond it. */
const LEAST_TRAINING_PROMPTS = 2;
const LEAST_TRAINING_PAIRS = 4;
const LEAST_EVALUATION_PAIRS = 1;
/** Below this many pairs the result is hardly more than chance: a warning. */
export const FEW_TRAINING_PAIRS = 64;

export interface DataCounts {
  prompts: number;
  responses: number;
  pairs: number;
}

/** A prompt's judgments, of responses that are texts or already encoded. */
type JudgedGroup = { records: readonly JudgedRecord[] } & (
  { responses: readonly unknown[] } | { sequences: readonly unknown[] }
);

function countData(groups: readonly JudgedGroup[]): DataCounts {
  const pairs = groups.map(({ records }) => records.reduce((sum, record) => sum + record.pairs.length, 0));
  const responses = groups.map((group) =>
    "responses" in group ? group.responses.length : group.sequences.length,
  );
  const total = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0);
  return {
    prompts: pairs.filter((count) => count > 0).length,
    responses: total(responses),
    pairs: total(pairs),
  };
}

/** What both parts hold. @throws AppError NOT_ENOUGH_DATA saying what is there and what is needed */
export function checkedCounts(
  trainGroups: readonly JudgedGroup[],
  evaluationGroups: readonly JudgedGroup[],
): { trainCounts: DataCounts; evaluationCounts: DataCounts } {
  const [train, evaluation] = [countData(trainGroups), countData(evaluationGroups)];
  const missing: string[] = [];
  if (train.prompts < LEAST_TRAINING_PROMPTS || train.pairs < LEAST_TRAINING_PAIRS) {
    missing.push(
      `training needs at least ${LEAST_TRAINING_PROMPTS} prompts with differently judged responses and ` +
        `${LEAST_TRAINING_PAIRS} pairs (a better and a worse response), and has ${train.prompts} and ${train.pairs}`,
    );
  }
  if (evaluation.pairs < LEAST_EVALUATION_PAIRS) {
    missing.push(
      `the held-out part needs at least ${LEAST_EVALUATION_PAIRS} pair of a prompt that training does not see, ` +
        `and has ${evaluation.pairs}`,
    );
  }
  if (missing.length === 0) return { trainCounts: train, evaluationCounts: evaluation };
  throw new AppError(
    "NOT_ENOUGH_DATA",
    `Too little data for a reward model: ${missing.join("; ")}. Judge more prompts.`,
    {
      details: {
        reason: "fewPreferences",
        trainPrompts: train.prompts,
        trainPromptsNeeded: LEAST_TRAINING_PROMPTS,
        trainPairs: train.pairs,
        trainPairsNeeded: LEAST_TRAINING_PAIRS,
        evalPairs: evaluation.pairs,
        evalPairsNeeded: LEAST_EVALUATION_PAIRS,
      },
    },
  );
}

/** Prompts that stand in both parts: a held-out figure over them says too much. */
export function countLeakedPrompts(
  train: readonly PreferenceGroup[],
  evaluation: readonly PreferenceGroup[],
): number {
  const seen = new Set(train.map((group) => group.promptKey));
  return evaluation.filter((group) => seen.has(group.promptKey)).length;
}
