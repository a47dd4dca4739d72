import type { z } from "zod";
import { AppError } from "@/lib/errors";
import { requireProjectAdmin } from "@/server/services/access";
import { freezeDatasetInput } from "@/server/services/dataset/freeze-dataset";
import {
  countPairs,
  loadPreferenceRecords,
  type JudgedRecord,
} from "@/server/services/dataset/load-preference-records";
import { MINIMUM_JUDGED_PROMPTS } from "@/server/services/dataset/minimum-data";
import { splitByPrompt } from "@/server/services/dataset/split-by-prompt";
import type { ServiceContext } from "@/server/services/service-context";

export const previewDatasetInput = freezeDatasetInput;

/** What freezing would take in, and whether it is enough. */
export async function previewDataset({
  db,
  actor,
  projectId,
  roundIds,
  includeSynthetic,
  evalShare,
  seed,
}: ServiceContext & z.infer<typeof previewDatasetInput>) {
  await requireProjectAdmin(db, actor, projectId);
  const records = await loadPreferenceRecords(db, { projectId, roundIds, includeSynthetic });
  const ranked = records.filter((record) => countPairs(record.ranking) > 0);
  return {
    judgments: records.length,
    syntheticJudgments: records.filter((record) => record.synthetic).length,
    annotators: new Set(records.map((record) => record.userId)).size,
    prompts: countPrompts(records),
    /** Prompts with a ranking that prefers one response to another, and how many of them are needed. */
    rankedPrompts: countPrompts(ranked),
    promptsNeeded: MINIMUM_JUDGED_PROMPTS,
    pairs: records.reduce((sum, record) => sum + countPairs(record.ranking), 0),
    scoredResponses: records.reduce(
      (sum, record) => sum + record.responses.filter((response) => response.score !== undefined).length,
      0,
    ),
    split: describeSplit({ records, evalShare, seed }),
  };
}

/** Null while there is not enough to split. */
function describeSplit(options: Parameters<typeof splitByPrompt>[0]) {
  try {
    const { train, eval: heldOut } = splitByPrompt(options);
    return {
      trainRecords: train.length,
      evalRecords: heldOut.length,
      trainPrompts: countPrompts(train),
      evalPrompts: countPrompts(heldOut),
    };
  } catch (error) {
    if (error instanceof AppError && error.code === "NOT_ENOUGH_DATA") return null;
    throw error;
  }
}

function countPrompts(records: readonly JudgedRecord[]): number {
  return new Set(records.map((record) => record.promptKey)).size;
}
