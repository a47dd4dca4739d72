import type { PreferenceGroup } from "@/trainer/reward/group-preferences";
import { encodeRewardInput, type RewardEncoding } from "@/trainer/reward/encode-reward-input";
import type { RewardTargets } from "@/trainer/reward/reward-loss";
import type { RewardBatch } from "@/trainer/reward/reward-trainer";

/** One prompt's responses, ready for the model. */
export interface EncodedGroup extends RewardBatch {
  targets: RewardTargets;
}

export function encodeGroups(
  groups: readonly PreferenceGroup[],
  encoding: RewardEncoding,
  { scoreMean, scoreStd }: { scoreMean: number; scoreStd: number },
): EncodedGroup[] {
  return groups.map((group) => ({
    sequences: group.responses.map((response) => encodeRewardInput(encoding, group.messages, response)),
    targets: {
      standardisedScores: group.responses.map(({ score }) =>
        score === undefined ? undefined : (score - scoreMean) / scoreStd,
      ),
      pairs: group.pairs,
      rankings: group.rankings,
    },
  }));
}

/** Several groups as one batch. */
export function joinGroups(groups: readonly EncodedGroup[]): RewardBatch {
  const sequences: (readonly number[])[] = [];
  const standardisedScores: (number | undefined)[] = [];
  const pairs: RewardTargets["pairs"][number][] = [];
  const rankings: number[][][] = [];
  for (const group of groups) {
    const offset = sequences.length;
    sequences.push(...group.sequences);
    standardisedScores.push(...group.targets.standardisedScores);
    pairs.push(
      ...group.targets.pairs.map(({ better, worse, margin }) => ({
        better: better + offset,
        worse: worse + offset,
        margin,
      })),
    );
    rankings.push(
      ...group.targets.rankings.map((ranking) => ranking.map((tied) => tied.map((index) => index + offset))),
    );
  }
  return { sequences, targets: { standardisedScores, pairs, rankings } };
}
