import { AppError } from "@/lib/errors";
import { rewardInputEncoder, type RewardEncoding } from "@/trainer/reward/encode-reward-input";
import { targetsOf, type EncodedGroup } from "@/trainer/reward/encoded-group";
import type { FittedTokens } from "@/trainer/reward/fit-tokens";
import type { JudgedRecord, PreferenceGroup } from "@/trainer/reward/group-preferences";
import { Interruptions } from "@/trainer/reward/interruptions";

export interface EncodedGroups {
  groups: EncodedGroup[];
  /** Texts that lost the beginning of their prompt to the length limit. */
  cutPrompts: number;
  /** Texts that lost the end of their response to it. */
  cutResponses: number;
  /** Pairs left out because the model would read the same on both sides. */
  identicalPairs: number;
  /** Prompts left out because the chat template refuses them, and what it says of the first. */
  refusedPrompts: number;
  refusal?: string;
}

/** @throws AppError what the tokenizer throws; the signal's reason */
export async function encodeGroups(
  groups: readonly PreferenceGroup[],
  encoding: RewardEncoding,
  scale: { scoreMean: number; scoreStd: number },
  options: { signal?: AbortSignal; onProgress?: (done: number, total: number) => void } = {},
): Promise<EncodedGroups> {
  const found: EncodedGroups = {
    groups: [],
    cutPrompts: 0,
    cutResponses: 0,
    identicalPairs: 0,
    refusedPrompts: 0,
  };
  const total = groups.reduce((sum, { responses }) => sum + responses.length, 0);
  const interruptions = new Interruptions(options.signal);
  let done = 0;
  for (const group of groups) {
    const inputs: FittedTokens[] = [];
    try {
      const encode = rewardInputEncoder(encoding, group.messages);
      for (const response of group.responses) {
        inputs.push(encode(response));
        if (await interruptions.allow()) options.onProgress?.(done + inputs.length, total);
      }
      addGroup(found, group, inputs, scale);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== "INVALID_INPUT") throw error;
      found.refusedPrompts++;
      found.refusal ??= error.message;
    }
    done += group.responses.length;
  }
  options.onProgress?.(done, total);
  return found;
}

function addGroup(
  found: EncodedGroups,
  group: PreferenceGroup,
  inputs: readonly FittedTokens[],
  { scoreMean, scoreStd }: { scoreMean: number; scoreStd: number },
): void {
  for (const { cut } of inputs) {
    if (cut === "response") found.cutResponses++;
    else if (cut === "prompt") found.cutPrompts++;
  }
  // four bytes a token instead of eight or more: all of a data set lies in memory
  const sequences = inputs.map(({ tokenIds }) => Int32Array.from(tokenIds));
  const records = withoutIdentical(group.records, sequences);
  const pairsOf = (all: readonly JudgedRecord[]) => all.reduce((sum, { pairs }) => sum + pairs.length, 0);
  found.identicalPairs += pairsOf(group.records) - pairsOf(records);
  const standardisedScores = group.responses.map(({ score }) =>
    score === undefined ? undefined : (score - scoreMean) / scoreStd,
  );
  found.groups.push({ sequences, records, targets: targetsOf(standardisedScores, records) });
}

/** Nothing can be learned from a preference between two texts that read the same: it is left out. */
function withoutIdentical(
  records: readonly JudgedRecord[],
  sequences: readonly Int32Array[],
): readonly JudgedRecord[] {
  const first = new Map<string, number>();
  const identity = sequences.map((sequence, index) => {
    const text = sequence.join();
    if (!first.has(text)) first.set(text, index);
    return first.get(text) as number;
  });
  if (first.size === sequences.length) return records;
  return records.map((record) => ({
    ...record,
    pairs: record.pairs.filter(({ better, worse }) => identity[better] !== identity[worse]),
    ranking: record.ranking && distinctRanking(record.ranking, identity),
  }));
}

/** Without the texts that stand on several ranks; undefined if fewer than two ranks are left. */
function distinctRanking(
  ranking: readonly (readonly number[])[],
  identity: readonly number[],
): number[][] | undefined {
  const ranks = new Map<number, Set<number>>();
  ranking.forEach((tied, rank) => {
    for (const index of tied) {
      const text = identity[index] as number;
      ranks.set(text, (ranks.get(text) ?? new Set()).add(rank));
    }
  });
  const left = ranking
    .map((tied) => tied.filter((index) => ranks.get(identity[index] as number)?.size === 1))
    .filter((tied) => tied.length > 0);
  return left.length > 1 ? left : undefined;
}
