import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { users } from "@/drizzle/schema/users";
import { AppError } from "@/lib/errors";
import { forgetActor } from "@/server/auth/load-actor";
import { hashPassword, passwordSchema, verifyPassword } from "@/server/auth/password";
import { clearSignInAttempts, countSignInAttempt } from "@/server/auth/sign-in-limit";
import { recordAudit } from "@/server/services/audit/record-audit";
import type { ServiceContext } from "@/server/services/service-context";

export const changePasswordInput = z.strictObject({
  currentPassword: z.string().max(200),
  newPassword: passwordSchema,
});

/** Ends every session of the account, this one too: the page signs in again with the new password. */
export async function changePassword({
  db,
  actor,
  currentPassword,
  newPassword,
}: ServiceContext & z.infer<typeof changePasswordInput>): Promise<void> {
  // a stolen session must not be a way to guess the password
  const attempt = { email: actor.email, clientAddress: "signed-in" };
  await countSignInAttempt(db, attempt);
  const [user] = await db
    .select({ passwordHash: users.passwordHash })
    .from(users)
    .where(eq(users.id, actor.id));
  if (!(await verifyPassword(user?.passwordHash ?? null, currentPassword))) {
    throw new AppError("INVALID_INPUT", "the current password is wrong", {
      details: { reason: "wrongPassword" },
    });
  }
  await clearSignInAttempts(db, attempt);
  const passwordHash = await hashPassword(newPassword);
  await db.transaction(async (tx) => {
    await tx
      .update(users)
      .set({ passwordHash, sessionVersion: sql`${users.sessionVersion} + 1` })
      .where(eq(users.id, actor.id));
    await recordAudit(tx, { actorId: actor.id, action: "account.changePassword", subjectId: actor.id });
  });
  forgetActor(actor.id);
}
