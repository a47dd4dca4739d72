import type { Message } from "@/lib/contracts/message";
import type { PreferenceRecord } from "@/lib/contracts/preference-data";
import { pairsFromRanking, pairsFromScores } from "@/lib/statistics/ranked-pairs";
import type { RewardResponse } from "@/trainer/reward/encode-reward-input";
import { promptKey } from "@/trainer/reward/prompt-key";

export interface RewardPair {
  /** Indexes into the group's responses. */
  better: number;
  worse: number;
  margin: number;
}

/** Everything that people said about the responses to one prompt; it stays in one batch. */
export interface PreferenceGroup {
  promptKey: string;
  messages: readonly Message[];
  /** Different ones only; `score` is the mean where one was scored several times. */
  responses: (RewardResponse & { score?: number })[];
  pairs: RewardPair[];
  /** Indexes into `responses`, best group first, of each record that orders some. */
  rankings: number[][][];
}

/** Joins the records of each prompt. Pairs come from the ranking, or where there is none from unequal scores. */
export function groupPreferences(records: readonly PreferenceRecord[]): PreferenceGroup[] {
  const byPrompt = new Map<string, PreferenceRecord[]>();
  for (const record of records) {
    const key = promptKey(record.messages);
    const known = byPrompt.get(key);
    if (known) known.push(record);
    else byPrompt.set(key, [record]);
  }
  return Array.from(byPrompt, ([key, ofPrompt]) => joinRecords(key, ofPrompt));
}

function joinRecords(key: string, records: readonly PreferenceRecord[]): PreferenceGroup {
  const indexes = new Map<string, number>();
  const responses: RewardResponse[] = [];
  const scores: number[][] = [];
  const pairs: RewardPair[] = [];
  const rankings: number[][][] = [];
  for (const record of records) {
    const places = record.responses.map(({ score, ...response }) => {
      const identity = JSON.stringify([response.text, response.tokenIds ?? null]);
      let index = indexes.get(identity);
      if (index === undefined) {
        index = responses.length;
        indexes.set(identity, index);
        responses.push(response);
        scores.push([]);
      }
      if (score !== undefined) scores[index]?.push(score);
      return index;
    });
    const at = (index: number) => places[index] as number;
    const margin = record.margin ?? 0;
    const ranking = record.ranking ?? rankingFromScores(record.responses.map(({ score }) => score));
    const ordered = record.ranking
      ? pairsFromRanking(record.ranking)
      : pairsFromScores(record.responses.map(({ score }) => score));
    for (const [better, worse] of ordered) {
      // one text may stand in a record twice
      if (at(better) !== at(worse)) pairs.push({ better: at(better), worse: at(worse), margin });
    }
    if (ranking.length > 1) rankings.push(ranking.map((group) => Array.from(new Set(group.map(at)))));
  }
  const [first] = records;
  return {
    promptKey: key,
    messages: first?.messages ?? [],
    responses: responses.map((response, i) => ({ ...response, score: meanOf(scores[i] ?? []) })),
    pairs,
    rankings,
  };
}

/** Equal scores are ties; responses without a score are left out. */
function rankingFromScores(scores: readonly (number | undefined)[]): number[][] {
  const byScore = new Map<number, number[]>();
  scores.forEach((score, index) => {
    if (score !== undefined) byScore.set(score, [...(byScore.get(score) ?? []), index]);
  });
  return Array.from(byScore)
    .sort(([a], [b]) => b - a)
    .map(([, group]) => group);
}

function meanOf(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((a, b) => a + b, 0) / values.length;
}
