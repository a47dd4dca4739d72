import { reindexed, targetsOf, type EncodedGroup } from "@/trainer/reward/encoded-group";
import type { JudgedRecord } from "@/trainer/reward/group-preferences";
import type { RewardBatch } from "@/trainer/reward/reward-trainer";

/** Several groups as one batch. */
export function joinGroups(groups: readonly EncodedGroup[]): RewardBatch {
  const sequences: RewardBatch["sequences"][number][] = [];
  const standardisedScores: (number | undefined)[] = [];
  const records: JudgedRecord[] = [];
  for (const group of groups) {
    const offset = sequences.length;
    for (const sequence of group.sequences) sequences.push(sequence);
    for (const score of group.targets.standardisedScores) standardisedScores.push(score);
    for (const record of group.records) records.push(reindexed(record, (index) => index + offset));
  }
  return { sequences, targets: targetsOf(standardisedScores, records) };
}
