import { and, eq, isNull, or, sql } from "drizzle-orm";
import { z } from "zod";
import type { Transaction } from "@/drizzle/client";
import { claims } from "@/drizzle/schema/claims";
import { links } from "@/drizzle/schema/links";
import { users } from "@/drizzle/schema/users";
import { forgetActor } from "@/server/auth/load-actor";
import { requireProjectAdmin } from "@/server/services/access";
import { keepAnAdmin, lockOthersAccount } from "@/server/services/account/lock-account";
import { isAtHand } from "@/server/services/annotate/lease";
import { recordAudit } from "@/server/services/audit/record-audit";
import type { ServiceContext } from "@/server/services/service-context";

export const setDisabledInput = z.strictObject({
  /** On whose page it is done: its log shows it. */
  projectId: z.uuid(),
  userId: z.uuid(),
  disabled: z.boolean(),
});

/**
 * Closes an account, or opens it again. A closed one's sessions, items at hand and links end; what it judged stays and
 * counts.
 */
export async function setDisabled({
  db,
  actor,
  projectId,
  userId,
  disabled,
}: ServiceContext & z.infer<typeof setDisabledInput>): Promise<void> {
  await requireProjectAdmin(db, actor, projectId);
  await db.transaction(async (tx) => {
    if (disabled) await keepAnAdmin(tx, userId);
    const user = await lockOthersAccount(tx, actor, userId);
    if ((user.disabledAt !== null) === disabled) return;
    await tx
      .update(users)
      .set({
        disabledAt: disabled ? sql`now()` : null,
        sessionVersion: sql`${users.sessionVersion} + 1`,
      })
      .where(eq(users.id, userId));
    if (disabled) await endWhatIsOpen(tx, userId);
    await recordAudit(tx, {
      actorId: actor.id,
      projectId,
      action: disabled ? "account.disable" : "account.enable",
      subjectId: userId,
      details: { name: user.name },
    });
  });
  forgetActor(userId);
}

async function endWhatIsOpen(tx: Transaction, userId: string): Promise<void> {
  await tx
    .update(claims)
    .set({ releasedAt: sql`now()`, releaseReason: "withdrawn" })
    .where(and(eq(claims.userId, userId), isAtHand));
  await tx
    .update(links)
    .set({ revokedAt: sql`now()` })
    .where(
      and(
        or(eq(links.userId, userId), eq(links.createdBy, userId)),
        isNull(links.usedAt),
        isNull(links.revokedAt),
      ),
    );
}
