import type { StageContext } from "@/lib/contracts/progress";
import type { TrainRewardModelConfig } from "@/lib/contracts/train-reward-model";
import {
  checkedCounts,
  countLeakedPrompts,
  FEW_TRAINING_PAIRS,
  type DataCounts,
} from "@/trainer/reward/check-reward-data";
import { groupPreferences, type PreferenceGroup } from "@/trainer/reward/group-preferences";
import { readPreferenceData } from "@/trainer/reward/read-preference-data";

export interface RewardData {
  train: PreferenceGroup[];
  evaluation: PreferenceGroup[];
  trainCounts: DataCounts;
  evaluationCounts: DataCounts;
  leakedPrompts: number;
  /** Lines of both files that could not be used. */
  skippedLines: number;
  /** Judged by a program, not by people. */
  syntheticRecords: number;
}

/** Reads and checks both files; whatever a person should know of them goes into the log. @throws AppError NOT_ENOUGH_DATA … */
export async function prepareRewardData(
  config: Pick<TrainRewardModelConfig, "trainData" | "evalData">,
  { reporter, signal }: Pick<StageContext, "reporter" | "signal">,
): Promise<RewardData> {
  const files = [
    { name: "trainData", location: config.trainData, split: "train" },
    { name: "evalData", location: config.evalData, split: "eval" },
  ] as const;
  const groups: PreferenceGroup[][] = [];
  let skippedLines = 0;
  let syntheticRecords = 0;
  for (const { name, location, split } of files) {
    reporter.progress({ phase: "read", done: groups.length, total: files.length, unit: "files" });
    const { records, problems, problemCount } = await readPreferenceData(location, { split, signal });
    for (const { line, reason } of problems)
      reporter.log("warning", `${name}, line ${line}: ${reason}; left out`);
    if (problemCount > 0) {
      const lines = records.length + problemCount;
      const percent = ((100 * problemCount) / lines).toFixed(1);
      reporter.log("warning", `${name}: ${problemCount} of ${lines} lines (${percent} %) are left out`);
    }
    skippedLines += problemCount;
    syntheticRecords += records.filter(({ synthetic }) => synthetic).length;
    groups.push(groupPreferences(records));
  }
  const [train = [], evaluation = []] = groups;
  const { trainCounts, evaluationCounts } = checkedCounts(train, evaluation);
  reporter.log(
    "info",
    `training on ${describe(trainCounts)}; held out: ${describe(evaluationCounts)}` +
      (syntheticRecords > 0 ? `; ${syntheticRecords} records are synthetic` : ""),
  );
  if (trainCounts.pairs < FEW_TRAINING_PAIRS) {
    reporter.log(
      "warning",
      `${trainCounts.pairs} training pairs are few: below ${FEW_TRAINING_PAIRS} a reward model is hardly better than chance`,
    );
  }
  const leakedPrompts = countLeakedPrompts(train, evaluation);
  if (leakedPrompts > 0) {
    reporter.log(
      "warning",
      `${leakedPrompts} of ${evaluation.length} held-out prompts are also trained on: the held-out figures are too good`,
    );
  }
  return { train, evaluation, trainCounts, evaluationCounts, leakedPrompts, skippedLines, syntheticRecords };
}

function describe({ prompts, responses, pairs }: DataCounts): string {
  return `${prompts} prompts, ${responses} responses, ${pairs} pairs`;
}
