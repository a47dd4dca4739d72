import { and, eq, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { links } from "@/drizzle/schema/links";
import { AppError } from "@/lib/errors";
import { requireProjectAdmin } from "@/server/services/access";
import { lockOthersAccount } from "@/server/services/account/lock-account";
import { recordAudit } from "@/server/services/audit/record-audit";
import type { ServiceContext } from "@/server/services/service-context";
import { newLinkToken } from "@/server/services/setup/link-token";

const VALID_HOURS = 24;

export const createResetLinkInput = z.strictObject({
  /** On whose page it is done: its log shows it. */
  projectId: z.uuid(),
  userId: z.uuid(),
});

/**
 * A one-time link by which somebody sets a new password. It is shown once; earlier ones of the account stop working.
 */
export async function createResetLink({
  db,
  actor,
  origin,
  projectId,
  userId,
}: ServiceContext & { origin: string } & z.infer<typeof createResetLinkInput>) {
  await requireProjectAdmin(db, actor, projectId);
  const { token, tokenHash } = newLinkToken();
  return db.transaction(async (tx) => {
    const user = await lockOthersAccount(tx, actor, userId);
    if (user.disabledAt !== null) {
      throw new AppError("CONFLICT", "this account is disabled: enable it first", {
        details: { reason: "accountDisabled" },
      });
    }
    await tx
      .update(links)
      .set({ revokedAt: sql`now()` })
      .where(and(eq(links.userId, userId), isNull(links.usedAt), isNull(links.revokedAt)));
    const [link] = await tx
      .insert(links)
      .values({
        kind: "password-reset",
        tokenHash,
        role: user.role,
        userId,
        createdBy: actor.id,
        expiresAt: sql`now() + make_interval(hours => ${VALID_HOURS})`,
      })
      .returning({ expiresAt: links.expiresAt });
    if (!link) throw new AppError("INTERNAL", "the link was not stored");
    await recordAudit(tx, {
      actorId: actor.id,
      projectId,
      action: "account.createResetLink",
      subjectId: userId,
      details: { name: user.name },
    });
    return { url: `${origin}/${user.locale}/reset?token=${token}`, expiresAt: link.expiresAt };
  });
}
