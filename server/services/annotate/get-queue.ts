import { and, count, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { claims } from "@/drizzle/schema/claims";
import { judgments } from "@/drizzle/schema/judgments";
import { rounds } from "@/drizzle/schema/rounds";
import { requireProject } from "@/server/services/access";
import { isAtHand } from "@/server/services/annotate/lease";
import { openItemsQuery } from "@/server/services/annotate/open-items-query";
import type { ServiceContext } from "@/server/services/service-context";

export const queueInput = z.strictObject({ projectId: z.uuid() });

/** How much there is to do for the actor, and how much was done. */
export async function getQueue({ db, actor, projectId }: ServiceContext & z.infer<typeof queueInput>) {
  await requireProject(db, actor, projectId);
  const { from } = openItemsQuery({ projectId, userId: actor.id, locale: actor.locale });
  const { rows } = await db.execute<{ items: number }>(sql`select count(*)::int as items from ${from}`);
  const [mine] = await db
    .select({
      total: count(),
      lastDay: count(sql`case when ${judgments.submittedAt} > now() - interval '24 hours' then 1 end`),
    })
    .from(judgments)
    .where(and(eq(judgments.projectId, projectId), eq(judgments.userId, actor.id)));
  const atHand = await db.$count(
    claims,
    and(eq(claims.projectId, projectId), eq(claims.userId, actor.id), isAtHand),
  );
  return {
    /** Items that could be claimed now, the one at hand not among them. */
    available: rows[0]?.items ?? 0,
    atHand,
    judged: mine?.total ?? 0,
    judgedLastDay: mine?.lastDay ?? 0,
    openRounds: await db.$count(rounds, and(eq(rounds.projectId, projectId), eq(rounds.status, "open"))),
  };
}
