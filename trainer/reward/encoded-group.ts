import type { JudgedRecord } from "@/trainer/reward/group-preferences";
import type { RewardTargets } from "@/trainer/reward/reward-loss";
import type { RewardBatch } from "@/trainer/reward/reward-trainer";

/** One prompt's responses, ready for the model. */
export interface EncodedGroup extends RewardBatch {
  /** What `targets` are made of, record by record. */
  records: readonly JudgedRecord[];
}

/** All that is said of some responses. `standardisedScores`: [response]; the records' indexes are into it. */
export function targetsOf(
  standardisedScores: RewardTargets["standardisedScores"],
  records: readonly JudgedRecord[],
): RewardTargets {
  return {
    standardisedScores,
    pairs: records.flatMap(({ pairs }) => pairs),
    rankings: records.flatMap(({ ranking }) => (ranking ? [ranking] : [])),
  };
}

/** The record with other numbers for its responses. */
export function reindexed(record: JudgedRecord, numberOf: (index: number) => number): JudgedRecord {
  return {
    responses: record.responses.map(numberOf),
    pairs: record.pairs.map(({ better, worse, margin }) => ({
      better: numberOf(better),
      worse: numberOf(worse),
      margin,
    })),
    ranking: record.ranking?.map((tied) => tied.map(numberOf)),
  };
}
