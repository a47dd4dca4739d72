import type { Message } from "@/lib/contracts/message";
import type { PreferenceRecord } from "@/lib/contracts/preference-data";
import { pairsFromRanking, pairsFromScores } from "@/lib/statistics/ranked-pairs";
import type { RewardResponse } from "@/trainer/reward/encode-reward-input";
import { hasPrompt, promptKey } from "@/trainer/reward/prompt-key";

export interface RewardPair {
  /** Indexes into the group's responses. */
  better: number;
  worse: number;
  margin: number;
}

/** What one record says of a group's responses. */
export interface JudgedRecord {
  /** Indexes into the group's responses, each once. */
  responses: number[];
  pairs: RewardPair[];
  /** Best group first; undefined where nothing is ordered. */
  ranking?: number[][];
}

/** Everything that people said about the responses to one prompt. */
export interface PreferenceGroup {
  promptKey: string;
  messages: readonly Message[];
  /** Different ones only; `score` is the mean where one was scored several times. */
  responses: (RewardResponse & { score?: number })[];
  records: JudgedRecord[];
}

/** Joins the records of each prompt. Pairs come from the ranking, or where there is none from unequal scores. */
export function groupPreferences(records: readonly PreferenceRecord[]): PreferenceGroup[] {
  const byPrompt = new Map<string, PreferenceRecord[]>();
  for (const record of records) {
    // equal prompts of different sources are one; records without a prompt are not one for that
    const key = hasPrompt(record.messages) ? promptKey(record.messages) : record.promptKey;
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
  const placeOf = ({ score, ...response }: PreferenceRecord["responses"][number]) => {
    const identity = JSON.stringify([response.text, response.tokenIds ?? null, response.turns ?? null]);
    let index = indexes.get(identity);
    if (index === undefined) {
      index = responses.length;
      indexes.set(identity, index);
      responses.push(response);
      scores.push([]);
    }
    if (score !== undefined) scores[index]?.push(score);
    return index;
  };
  const judged = records.map((record) => judgedRecord(record, record.responses.map(placeOf)));
  const [first] = records;
  return {
    promptKey: key,
    messages: first?.messages ?? [],
    responses: responses.map((response, i) => ({ ...response, score: meanOf(scores[i] ?? []) })),
    records: judged,
  };
}

/** `places`: where the group keeps each of the record's responses. */
function judgedRecord(record: PreferenceRecord, places: readonly number[]): JudgedRecord {
  const at = (index: number) => places[index] as number;
  const scores = record.responses.map(({ score }) => score);
  const ranking = record.ranking ?? rankingFromScores(scores);
  const ordered = record.ranking ? pairsFromRanking(record.ranking) : pairsFromScores(scores);
  return {
    responses: Array.from(new Set(places)),
    pairs: ordered
      .map(([better, worse]) => ({ better: at(better), worse: at(worse), margin: record.margin ?? 0 }))
      // one text may stand in a record twice
      .filter(({ better, worse }) => better !== worse),
    ranking: ranking.length > 1 ? ranking.map((tied) => Array.from(new Set(tied.map(at)))) : undefined,
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
