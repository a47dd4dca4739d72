import { and, asc, eq, inArray } from "drizzle-orm";
import type { DatabaseOrTransaction } from "@/drizzle/client";
import { judgments, judgmentScores } from "@/drizzle/schema/judgments";
import { modelVersions } from "@/drizzle/schema/model-versions";
import { prompts } from "@/drizzle/schema/prompts";
import { responses } from "@/drizzle/schema/responses";
import { roundItems } from "@/drizzle/schema/rounds";
import { chunksOf } from "@/lib/chunks-of";
import type { PreferenceRecord } from "@/lib/contracts/preference-data";

export interface JudgmentSelection {
  projectId: string;
  /** Default: every round. */
  roundIds?: readonly string[];
  /** Judgments that programs made. */
  includeSynthetic: boolean;
}

export interface JudgedRecord extends PreferenceRecord {
  judgmentId: string;
  promptId: string;
  userId: string;
}

/**
 * One record for each judgment that counts, in the order of their ids. A response's score is the mean over the
 * dimensions that this annotator scored; several annotators of one item stay several records of one `promptKey`, so
 * that each keeps its own scale and its own ranking, and all of them land in one split.
 */
export async function loadPreferenceRecords(
  db: DatabaseOrTransaction,
  { projectId, roundIds, includeSynthetic }: JudgmentSelection,
): Promise<JudgedRecord[]> {
  const rows = await db
    .select({
      judgmentId: judgments.id,
      roundItemId: judgments.roundItemId,
      userId: judgments.userId,
      ranking: judgments.ranking,
      synthetic: judgments.synthetic,
      promptId: prompts.id,
      promptKey: prompts.contentHash,
      messages: prompts.messages,
    })
    .from(judgments)
    .innerJoin(roundItems, eq(roundItems.id, judgments.roundItemId))
    .innerJoin(prompts, eq(prompts.id, roundItems.promptId))
    .where(
      and(
        eq(judgments.projectId, projectId),
        eq(judgments.counted, true),
        roundIds === undefined ? undefined : inArray(roundItems.roundId, [...roundIds]),
        includeSynthetic ? undefined : eq(judgments.synthetic, false),
      ),
    )
    .orderBy(asc(judgments.id));
  const responsesOfItem = await loadResponses(db, [...new Set(rows.map((row) => row.roundItemId))]);
  const scoresOfJudgment = await loadMeanScores(
    db,
    rows.map((row) => row.judgmentId),
  );
  return rows.map(({ roundItemId, ranking, ...row }) => {
    const shown = responsesOfItem.get(roundItemId) ?? [];
    const indexOf = new Map(shown.map((response, i) => [response.id, i]));
    const scores = scoresOfJudgment.get(row.judgmentId);
    return {
      promptKey: row.promptKey,
      messages: row.messages,
      responses: shown.map(({ id, ...response }) => ({ ...response, score: scores?.get(id) })),
      ranking:
        ranking.length === 0
          ? undefined
          : ranking.map((group) => group.map((id) => indexOf.get(id) ?? -1).sort((a, b) => a - b)),
      synthetic: row.synthetic,
      judgmentIds: [row.judgmentId],
      judgmentId: row.judgmentId,
      promptId: row.promptId,
      userId: row.userId,
    };
  });
}

/** Ordered pairs that a ranking implies; ties give none. */
export function countPairs(ranking: PreferenceRecord["ranking"]): number {
  let before = 0;
  let pairs = 0;
  for (const group of ranking ?? []) {
    pairs += before * group.length;
    before += group.length;
  }
  return pairs;
}

/** Parameters of one statement are limited to 65 535. */
const CHUNK = 10_000;

type LoadedResponse = { id: string } & Pick<
  PreferenceRecord["responses"][number],
  "text" | "tokenIds" | "tokenizerHash"
>;

/** Sampled responses carry the drawn tokens too: the tokens of a text need not be those that it was drawn as. */
async function loadResponses(db: DatabaseOrTransaction, itemIds: readonly string[]) {
  const ofItem = new Map<string, LoadedResponse[]>();
  for (const ids of chunksOf(itemIds, CHUNK)) {
    const rows = await db
      .select({
        roundItemId: responses.roundItemId,
        id: responses.id,
        text: responses.text,
        tokenIds: responses.tokenIds,
        tokenizerHash: modelVersions.tokenizerHash,
      })
      .from(responses)
      .leftJoin(modelVersions, eq(modelVersions.id, responses.modelVersionId))
      .where(inArray(responses.roundItemId, ids))
      .orderBy(asc(responses.id));
    for (const { roundItemId, id, text, tokenIds, tokenizerHash } of rows) {
      const drawn = tokenIds && tokenizerHash ? { tokenIds, tokenizerHash } : {};
      const known = ofItem.get(roundItemId);
      if (known) known.push({ id, text, ...drawn });
      else ofItem.set(roundItemId, [{ id, text, ...drawn }]);
    }
  }
  return ofItem;
}

async function loadMeanScores(db: DatabaseOrTransaction, judgmentIds: readonly string[]) {
  const values = new Map<string, Map<string, number[]>>();
  for (const ids of chunksOf(judgmentIds, CHUNK)) {
    const rows = await db
      .select({
        judgmentId: judgmentScores.judgmentId,
        responseId: judgmentScores.responseId,
        value: judgmentScores.value,
      })
      .from(judgmentScores)
      .where(inArray(judgmentScores.judgmentId, ids));
    for (const { judgmentId, responseId, value } of rows) {
      const ofJudgment = values.get(judgmentId) ?? new Map<string, number[]>();
      ofJudgment.set(responseId, [...(ofJudgment.get(responseId) ?? []), value]);
      values.set(judgmentId, ofJudgment);
    }
  }
  const mean = (numbers: readonly number[]) =>
    numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
  return new Map(
    [...values].map(([judgmentId, ofResponse]) => [
      judgmentId,
      new Map([...ofResponse].map(([responseId, numbers]) => [responseId, mean(numbers)])),
    ]),
  );
}
