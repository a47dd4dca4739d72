import { and, asc, eq, exists, gt, inArray } from "drizzle-orm";
import { z } from "zod";
import { claims, skips } from "@/drizzle/schema/claims";
import { judgments, judgmentScores } from "@/drizzle/schema/judgments";
import { modelVersions } from "@/drizzle/schema/model-versions";
import { prompts } from "@/drizzle/schema/prompts";
import { responses } from "@/drizzle/schema/responses";
import { roundItems } from "@/drizzle/schema/rounds";
import { users } from "@/drizzle/schema/users";
import { takesPlace } from "@/server/services/annotate/lease";
import { findRound } from "@/server/services/round/find-round";
import { pageDirection } from "@/server/services/page-direction";
import type { ServiceContext } from "@/server/services/service-context";

export const listRoundItemsInput = z.strictObject({
  roundId: z.uuid(),
  /** `nextCursor` of the page before. */
  cursor: z.int().min(0).nullish(),
  direction: pageDirection,
  limit: z.int().min(1).max(100).default(20),
  status: z.enum(["pending", "ready", "judged", "failed"]).optional(),
  /** Only those that somebody gave back unjudged. */
  skipped: z.boolean().default(false),
});

/** Items in order, with every response, judgment, skip and who has them at hand: admins see which version wrote what. */
export async function listRoundItems({
  db,
  actor,
  roundId,
  cursor,
  limit,
  status,
  skipped,
}: ServiceContext & z.infer<typeof listRoundItemsInput>) {
  await findRound(db, actor, roundId);
  const rows = await db
    .select({
      id: roundItems.id,
      position: roundItems.position,
      status: roundItems.status,
      failure: roundItems.failure,
      duplicatesDropped: roundItems.duplicatesDropped,
      promptId: prompts.id,
      messages: prompts.messages,
      language: prompts.language,
    })
    .from(roundItems)
    .innerJoin(prompts, eq(prompts.id, roundItems.promptId))
    .where(
      and(
        eq(roundItems.roundId, roundId),
        typeof cursor === "number" ? gt(roundItems.position, cursor) : undefined,
        status === undefined ? undefined : eq(roundItems.status, status),
        skipped ? exists(db.select().from(skips).where(eq(skips.roundItemId, roundItems.id))) : undefined,
      ),
    )
    .orderBy(asc(roundItems.position))
    .limit(limit + 1);
  const page = rows.slice(0, limit);
  const ids = page.map((item) => item.id);
  const answers = ids.length === 0 ? [] : await loadResponses(db, ids);
  const said = ids.length === 0 ? [] : await loadJudgments(db, ids);
  const atHand = ids.length === 0 ? [] : await loadClaims(db, ids);
  const givenBack = ids.length === 0 ? [] : await loadSkips(db, ids);
  return {
    items: page.map((item) => ({
      ...item,
      responses: answers.filter((response) => response.roundItemId === item.id),
      judgments: said.filter((judgment) => judgment.roundItemId === item.id),
      claims: atHand.filter((claim) => claim.roundItemId === item.id),
      skips: givenBack.filter((skip) => skip.roundItemId === item.id),
    })),
    nextCursor: rows.length > limit ? (page.at(-1)?.position ?? null) : null,
  };
}

async function loadResponses(db: ServiceContext["db"], itemIds: string[]) {
  return db
    .select({
      id: responses.id,
      roundItemId: responses.roundItemId,
      text: responses.text,
      source: responses.source,
      sourceLabel: responses.sourceLabel,
      finishReason: responses.finishReason,
      seed: responses.seed,
      versionId: responses.modelVersionId,
      versionNumber: modelVersions.number,
      versionName: modelVersions.name,
    })
    .from(responses)
    .leftJoin(modelVersions, eq(modelVersions.id, responses.modelVersionId))
    .where(inArray(responses.roundItemId, itemIds))
    .orderBy(asc(responses.id));
}

/** Claims that hold a place. */
async function loadClaims(db: ServiceContext["db"], itemIds: string[]) {
  return db
    .select({
      id: claims.id,
      roundItemId: claims.roundItemId,
      annotatorName: users.name,
      claimedAt: claims.claimedAt,
    })
    .from(claims)
    .innerJoin(users, eq(users.id, claims.userId))
    .where(and(inArray(claims.roundItemId, itemIds), takesPlace))
    .orderBy(asc(claims.claimedAt));
}

async function loadSkips(db: ServiceContext["db"], itemIds: string[]) {
  return db
    .select({
      roundItemId: skips.roundItemId,
      annotatorId: skips.userId,
      annotatorName: users.name,
      reason: skips.reason,
      skippedAt: skips.skippedAt,
    })
    .from(skips)
    .innerJoin(users, eq(users.id, skips.userId))
    .where(inArray(skips.roundItemId, itemIds))
    .orderBy(asc(skips.skippedAt));
}

async function loadJudgments(db: ServiceContext["db"], itemIds: string[]) {
  const rows = await db
    .select({
      id: judgments.id,
      roundItemId: judgments.roundItemId,
      annotatorId: judgments.userId,
      annotatorName: users.name,
      ranking: judgments.ranking,
      comment: judgments.comment,
      activeSeconds: judgments.activeSeconds,
      shownAt: judgments.shownAt,
      submittedAt: judgments.submittedAt,
      counted: judgments.counted,
      synthetic: judgments.synthetic,
      syntheticRule: judgments.syntheticRule,
      importedFrom: judgments.importedFrom,
      guidelinesVersion: judgments.guidelinesVersion,
    })
    .from(judgments)
    .innerJoin(users, eq(users.id, judgments.userId))
    .where(inArray(judgments.roundItemId, itemIds))
    .orderBy(asc(judgments.submittedAt));
  const ids = rows.map((judgment) => judgment.id);
  const scores = await db
    .select({
      judgmentId: judgmentScores.judgmentId,
      responseId: judgmentScores.responseId,
      dimension: judgmentScores.dimension,
      value: judgmentScores.value,
      reason: judgmentScores.reason,
    })
    .from(judgmentScores)
    // the first column of its key; the item has no index
    .where(inArray(judgmentScores.judgmentId, ids));
  return rows.map((judgment) => ({
    ...judgment,
    scores: scores.filter((score) => score.judgmentId === judgment.id),
  }));
}
