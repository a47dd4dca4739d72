import { and, avg, count, countDistinct, eq, max, sql } from "drizzle-orm";
import type { z } from "zod";
import { claims, skips } from "@/drizzle/schema/claims";
import { jobs } from "@/drizzle/schema/jobs";
import { judgments } from "@/drizzle/schema/judgments";
import { modelVersions } from "@/drizzle/schema/model-versions";
import { responses } from "@/drizzle/schema/responses";
import { roundItems, type RoundItemStatus } from "@/drizzle/schema/rounds";
import { users } from "@/drizzle/schema/users";
import { takesPlace } from "@/server/services/annotate/lease";
import type { roundInput } from "@/server/services/round/change-round-status";
import { findRound } from "@/server/services/round/find-round";
import type { ServiceContext } from "@/server/services/service-context";

/** A round with its progress: items by status, judgments wanted and given, who judged, how sampling goes. */
export async function getRound({ db, actor, roundId }: ServiceContext & z.infer<typeof roundInput>) {
  const round = await findRound(db, actor, roundId);
  const byStatus = await db
    .select({ status: roundItems.status, items: count() })
    .from(roundItems)
    .where(eq(roundItems.roundId, roundId))
    .groupBy(roundItems.status);
  const items: Record<RoundItemStatus, number> = { pending: 0, ready: 0, judged: 0, failed: 0 };
  for (const row of byStatus) items[row.status] = row.items;

  const annotators = await db
    .select({
      userId: users.id,
      name: users.name,
      isSynthetic: users.isSynthetic,
      importedFrom: max(judgments.importedFrom),
      judgments: count(),
      surplus: count(sql`case when not ${judgments.counted} then 1 end`),
      meanActiveSeconds: avg(judgments.activeSeconds).mapWith(Number),
      lastAt: max(judgments.submittedAt),
    })
    .from(judgments)
    .innerJoin(roundItems, eq(roundItems.id, judgments.roundItemId))
    .innerJoin(users, eq(users.id, judgments.userId))
    .where(eq(roundItems.roundId, roundId))
    .groupBy(users.id)
    .orderBy(sql`count(*) desc`);
  const [atWork] = await db
    .select({ claims: count() })
    .from(claims)
    .innerJoin(roundItems, eq(roundItems.id, claims.roundItemId))
    .where(and(eq(roundItems.roundId, roundId), takesPlace));
  const [skipped] = await db
    .select({ items: countDistinct(skips.roundItemId), skips: count() })
    .from(skips)
    .innerJoin(roundItems, eq(roundItems.id, skips.roundItemId))
    .where(eq(roundItems.roundId, roundId));
  const [sampled] = await db
    .select({
      responses: count(responses.id),
      imported: count(sql`case when ${responses.source} = 'imported' then 1 end`),
    })
    .from(roundItems)
    .leftJoin(responses, eq(responses.roundItemId, roundItems.id))
    .where(eq(roundItems.roundId, roundId));
  const [policy] = round.policyVersionId
    ? await db
        .select({ id: modelVersions.id, number: modelVersions.number, name: modelVersions.name })
        .from(modelVersions)
        .where(eq(modelVersions.id, round.policyVersionId))
    : [];
  const [job] = round.jobId
    ? await db
        .select({ id: jobs.id, status: jobs.status, progress: jobs.progress, error: jobs.error })
        .from(jobs)
        .where(eq(jobs.id, round.jobId))
    : [];
  const usable = items.pending + items.ready + items.judged;
  return {
    ...round,
    policy: policy ?? null,
    job: job ?? null,
    items,
    itemCount: usable + items.failed,
    responses: sampled ?? { responses: 0, imported: 0 },
    judgments: {
      wanted: usable * round.overlap,
      counted: annotators.reduce((sum, row) => sum + row.judgments - row.surplus, 0),
      surplus: annotators.reduce((sum, row) => sum + row.surplus, 0),
      synthetic: annotators.reduce((sum, row) => sum + (row.isSynthetic ? row.judgments : 0), 0),
    },
    /** Items that somebody gave back unjudged, and how often that happened. */
    skipped: skipped ?? { items: 0, skips: 0 },
    activeClaims: atWork?.claims ?? 0,
    annotators,
  };
}
