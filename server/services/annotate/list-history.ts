import { and, asc, desc, eq, inArray, lt } from "drizzle-orm";
import { z } from "zod";
import { judgments, judgmentScores } from "@/drizzle/schema/judgments";
import { prompts } from "@/drizzle/schema/prompts";
import { responses } from "@/drizzle/schema/responses";
import { roundItems, rounds } from "@/drizzle/schema/rounds";
import { requireProject } from "@/server/services/access";
import { blindId } from "@/server/services/annotate/blind-ids";
import type { ServiceContext } from "@/server/services/service-context";

export const listHistoryInput = z.strictObject({
  projectId: z.uuid(),
  /** `nextCursor` of the page before. */
  cursor: z.uuid().nullish(),
  limit: z.int().min(1).max(100).default(20),
});

/** The actor's own judgments, newest first. Who wrote a response stays hidden here too. */
export async function listHistory({
  db,
  actor,
  projectId,
  cursor,
  limit,
}: ServiceContext & z.infer<typeof listHistoryInput>) {
  await requireProject(db, actor, projectId);
  const rows = await db
    .select({
      id: judgments.id,
      roundItemId: judgments.roundItemId,
      roundNumber: rounds.number,
      messages: prompts.messages,
      displayOrder: judgments.displayOrder,
      ranking: judgments.ranking,
      comment: judgments.comment,
      activeSeconds: judgments.activeSeconds,
      submittedAt: judgments.submittedAt,
      counted: judgments.counted,
    })
    .from(judgments)
    .innerJoin(roundItems, eq(roundItems.id, judgments.roundItemId))
    .innerJoin(rounds, eq(rounds.id, roundItems.roundId))
    .innerJoin(prompts, eq(prompts.id, roundItems.promptId))
    .where(
      and(
        eq(judgments.projectId, projectId),
        eq(judgments.userId, actor.id),
        cursor ? lt(judgments.id, cursor) : undefined,
      ),
    )
    .orderBy(desc(judgments.id))
    .limit(limit + 1);
  const page = rows.slice(0, limit);
  const itemIds = page.map((judgment) => judgment.roundItemId);
  const texts = itemIds.length
    ? await db
        .select({ id: responses.id, text: responses.text })
        .from(responses)
        .where(inArray(responses.roundItemId, itemIds))
    : [];
  const scores = page.length
    ? await db
        .select()
        .from(judgmentScores)
        .where(
          inArray(
            judgmentScores.judgmentId,
            page.map((judgment) => judgment.id),
          ),
        )
        .orderBy(asc(judgmentScores.dimension))
    : [];
  const textOf = new Map(texts.map((response) => [response.id, response.text]));
  return {
    judgments: page.map(({ displayOrder, roundItemId: _, ...judgment }) => ({
      ...judgment,
      ranking: judgment.ranking.map((group) => group.map((id) => blindId(judgment.id, id))),
      responses: displayOrder.map((id, i) => ({
        id: blindId(judgment.id, id),
        label: String.fromCodePoint(65 + i),
        text: textOf.get(id) ?? "",
      })),
      scores: scores
        .filter((score) => score.judgmentId === judgment.id)
        .map(({ responseId, ...score }) => ({
          responseId: blindId(judgment.id, responseId),
          dimension: score.dimension,
          value: score.value,
          reason: score.reason,
        })),
    })),
    nextCursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null,
  };
}
