import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { claims } from "@/drizzle/schema/claims";
import { roundItems } from "@/drizzle/schema/rounds";
import { AppError } from "@/lib/errors";
import { requireAdmin } from "@/server/services/access";
import { isAtHand } from "@/server/services/annotate/lease";
import { recordAudit } from "@/server/services/audit/record-audit";
import { findRound } from "@/server/services/round/find-round";
import type { ServiceContext } from "@/server/services/service-context";

export const releaseClaimInput = z.strictObject({ claimId: z.uuid() });

/**
 * Frees an item that somebody has at hand, as if its lease had run out: what was drafted stays, and can still be
 * submitted where a place is free. Twice is as good as once.
 */
export async function releaseClaim({
  db,
  actor,
  claimId,
}: ServiceContext & z.infer<typeof releaseClaimInput>): Promise<void> {
  requireAdmin(actor);
  await db.transaction(async (tx) => {
    const [found] = await tx
      .select({ itemId: roundItems.id, roundId: roundItems.roundId, position: roundItems.position })
      .from(claims)
      .innerJoin(roundItems, eq(roundItems.id, claims.roundItemId))
      .where(eq(claims.id, claimId));
    if (!found) throw new AppError("NOT_FOUND", "there is no such claim");
    const { projectId } = await findRound(tx, actor, found.roundId);
    // whoever changes an item's places holds its row, always before the claim's
    await tx
      .select({ id: roundItems.id })
      .from(roundItems)
      .where(eq(roundItems.id, found.itemId))
      .for("update");
    const [released] = await tx
      .update(claims)
      .set({ releasedAt: sql`now()`, releaseReason: "lapsed" })
      .where(and(eq(claims.id, claimId), isAtHand))
      .returning({ userId: claims.userId });
    if (!released) return;
    await recordAudit(tx, {
      actorId: actor.id,
      projectId,
      action: "round.releaseClaim",
      subjectId: found.itemId,
      details: { item: found.position + 1, userId: released.userId },
    });
  });
}
