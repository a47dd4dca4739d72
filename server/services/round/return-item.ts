import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { skips } from "@/drizzle/schema/claims";
import { roundItems } from "@/drizzle/schema/rounds";
import { AppError } from "@/lib/errors";
import { requireAdmin } from "@/server/services/access";
import { recordAudit } from "@/server/services/audit/record-audit";
import { findRound } from "@/server/services/round/find-round";
import type { ServiceContext } from "@/server/services/service-context";

export const returnItemInput = z.strictObject({
  roundItemId: z.uuid(),
  /** Who skipped it. */
  userId: z.uuid(),
});

/** Gives a skipped item back to the annotator who skipped it: it is handed out to them again. Twice is as good as once. */
export async function returnItem({
  db,
  actor,
  roundItemId,
  userId,
}: ServiceContext & z.infer<typeof returnItemInput>): Promise<void> {
  requireAdmin(actor);
  await db.transaction(async (tx) => {
    const [item] = await tx
      .select({ roundId: roundItems.roundId, position: roundItems.position })
      .from(roundItems)
      .where(eq(roundItems.id, roundItemId));
    if (!item) throw new AppError("NOT_FOUND", "there is no such item");
    const { projectId } = await findRound(tx, actor, item.roundId);
    const [skip] = await tx
      .delete(skips)
      .where(and(eq(skips.roundItemId, roundItemId), eq(skips.userId, userId)))
      .returning();
    if (!skip) return;
    await recordAudit(tx, {
      actorId: actor.id,
      projectId,
      action: "round.returnItem",
      subjectId: roundItemId,
      details: { item: item.position + 1, userId, reason: skip.reason },
    });
  });
}
