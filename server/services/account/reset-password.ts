import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import type { Database, Transaction } from "@/drizzle/client";
import { users } from "@/drizzle/schema/users";
import { AppError } from "@/lib/errors";
import { forgetActor } from "@/server/auth/load-actor";
import { hashPassword, passwordSchema } from "@/server/auth/password";
import { recordAudit } from "@/server/services/audit/record-audit";
import { linkTokenSchema } from "@/server/services/setup/link-token";
import { lockLink, markLinkUsed } from "@/server/services/setup/lock-link";

export const inspectResetLinkInput = z.strictObject({ token: linkTokenSchema });
export const resetPasswordInput = inspectResetLinkInput.extend({ password: passwordSchema });

/** Whose password a link sets, for whoever holds it. LINK_INVALID_OR_USED otherwise. */
export async function inspectResetLink({
  db,
  token,
}: { db: Database } & z.infer<typeof inspectResetLinkInput>): Promise<{ email: string }> {
  return db.transaction(async (tx) => ({ email: (await lockResetLink(tx, token)).email }));
}

/** Uses the link up, sets the password and ends every session of the account. The page signs in afterwards. */
export async function resetPassword({
  db,
  token,
  password,
}: { db: Database } & z.infer<typeof resetPasswordInput>): Promise<{ email: string }> {
  const { userId, email } = await db.transaction(async (tx) => {
    const reset = await lockResetLink(tx, token);
    const passwordHash = await hashPassword(password);
    await tx
      .update(users)
      .set({ passwordHash, sessionVersion: sql`${users.sessionVersion} + 1` })
      .where(eq(users.id, reset.userId));
    await markLinkUsed(tx, { linkId: reset.linkId, userId: reset.userId });
    await recordAudit(tx, {
      actorId: reset.userId,
      action: "account.resetPassword",
      subjectId: reset.userId,
    });
    return reset;
  });
  forgetActor(userId);
  return { email };
}

async function lockResetLink(
  tx: Transaction,
  token: string,
): Promise<{ linkId: string; userId: string; email: string }> {
  const link = await lockLink(tx, { kind: "password-reset", token });
  const [user] = await tx
    .select({ id: users.id, email: users.email })
    .from(users)
    .where(eq(users.id, link.userId ?? ""));
  if (!user) throw new AppError("INTERNAL", "the account of this link is gone");
  return { linkId: link.id, userId: user.id, email: user.email };
}
