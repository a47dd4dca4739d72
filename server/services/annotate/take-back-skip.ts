import { and, eq } from "drizzle-orm";
import type { z } from "zod";
import { claims, skips } from "@/drizzle/schema/claims";
import { roundItems, rounds } from "@/drizzle/schema/rounds";
import { AppError } from "@/lib/errors";
import { findClaim, type claimInput } from "@/server/services/annotate/find-claim";
import { countTakenPlaces, leaseEnd } from "@/server/services/annotate/lease";
import type { ServiceContext } from "@/server/services/service-context";

/** Undoes the actor's own skip: the claim goes on as before. CONFLICT once others have taken all places of the item. */
export async function takeBackSkip({
  db,
  actor,
  claimId,
}: ServiceContext & z.infer<typeof claimInput>): Promise<void> {
  await db.transaction(async (tx) => {
    const { roundItemId } = await findClaim(tx, actor, claimId);
    const [item] = await tx
      .select({ overlap: rounds.overlap })
      .from(roundItems)
      .innerJoin(rounds, eq(rounds.id, roundItems.roundId))
      .where(eq(roundItems.id, roundItemId))
      .for("update", { of: roundItems });
    const taken = await countTakenPlaces(tx, { roundItemId, exceptUserId: actor.id });
    if (!item || taken >= item.overlap) {
      throw new AppError("CONFLICT", "somebody else has taken this item meanwhile: it stays skipped", {
        details: { reason: "itemTaken" },
      });
    }
    const [skip] = await tx
      .delete(skips)
      .where(and(eq(skips.claimId, claimId), eq(skips.userId, actor.id)))
      .returning();
    // taken back in another tab, or given back by an admin
    if (!skip) return;
    await tx
      .update(claims)
      .set({ releasedAt: null, releaseReason: null, leaseExpiresAt: leaseEnd })
      .where(and(eq(claims.id, claimId), eq(claims.releaseReason, "skipped")));
  });
}
