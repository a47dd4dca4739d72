import { and, eq, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { claims, skips } from "@/drizzle/schema/claims";
import { AppError } from "@/lib/errors";
import { findClaim } from "@/server/services/annotate/find-claim";
import type { ServiceContext } from "@/server/services/service-context";

export const skipItemInput = z.strictObject({
  claimId: z.uuid(),
  reason: z.string().trim().min(1, "say why you skip it").max(500),
});

/** Gives the place back; this annotator does not get the item again. Skipping twice is the same as once. */
export async function skipItem({
  db,
  actor,
  claimId,
  reason,
}: ServiceContext & z.infer<typeof skipItemInput>): Promise<void> {
  await db.transaction(async (tx) => {
    const claim = await findClaim(tx, actor, claimId);
    if (claim.releaseReason === "skipped") return;
    const [released] = await tx
      .update(claims)
      .set({
        releasedAt: sql`coalesce(${claims.releasedAt}, now())`,
        releaseReason: "skipped",
      })
      .where(and(eq(claims.id, claimId), isNull(claims.completedAt)))
      .returning();
    if (!released) throw new AppError("JUDGMENT_ALREADY_SUBMITTED", "this item is judged already");
    await tx
      .insert(skips)
      .values({ roundItemId: claim.roundItemId, userId: actor.id, claimId, reason })
      .onConflictDoNothing();
  });
}
