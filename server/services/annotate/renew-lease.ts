import { and, eq } from "drizzle-orm";
import type { z } from "zod";
import { claims } from "@/drizzle/schema/claims";
import { roundItems, rounds } from "@/drizzle/schema/rounds";
import { AppError } from "@/lib/errors";
import { findClaim, type claimInput } from "@/server/services/annotate/find-claim";
import { countTakenPlaces, isAtHand, leaseEnd } from "@/server/services/annotate/lease";
import type { ServiceContext } from "@/server/services/service-context";

/**
 * A page's sign of life. LEASE_NOT_YOURS if the claim has ended, or its lease ran out and others took the place: the
 * judgment can still be submitted, but is then surplus.
 */
export async function renewLease({ db, actor, claimId }: ServiceContext & z.infer<typeof claimInput>) {
  return db.transaction(async (tx) => {
    const claim = await findClaim(tx, actor, claimId);
    const [item] = await tx
      .select({ id: roundItems.id, overlap: rounds.overlap })
      .from(roundItems)
      .innerJoin(rounds, eq(rounds.id, roundItems.roundId))
      .where(eq(roundItems.id, claim.roundItemId))
      .for("update", { of: roundItems });
    const taken = await countTakenPlaces(tx, { roundItemId: claim.roundItemId, exceptUserId: actor.id });
    const [renewed] =
      item && taken < item.overlap
        ? await tx
            .update(claims)
            .set({ leaseExpiresAt: leaseEnd })
            .where(and(eq(claims.id, claimId), isAtHand))
            .returning()
        : [];
    if (!renewed) {
      throw new AppError(
        "LEASE_NOT_YOURS",
        "the time for this item ran out and somebody else has it; you can still submit what you have",
        { details: { reason: "leaseTaken" } },
      );
    }
    return { leaseExpiresAt: renewed.leaseExpiresAt };
  });
}
