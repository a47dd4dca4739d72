import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "@/drizzle/client";
import { users } from "@/drizzle/schema/users";
import { AppError } from "@/lib/errors";
import { hashPassword, passwordSchema } from "@/server/auth/password";
import { emailSchema } from "@/server/services/account/create-user";
import { recordAudit } from "@/server/services/audit/record-audit";

export const resetAdminInput = z.strictObject({ email: emailSchema, password: passwordSchema });

/**
 * For whoever holds the machine: an account that is there becomes an admin's who can sign in with this password. Its
 * sessions end.
 */
export async function resetAdmin({
  db,
  email,
  password,
}: { db: Database } & z.infer<typeof resetAdminInput>) {
  const passwordHash = await hashPassword(password);
  return db.transaction(async (tx) => {
    const [user] = await tx
      .update(users)
      .set({
        passwordHash,
        role: "admin",
        disabledAt: null,
        sessionVersion: sql`${users.sessionVersion} + 1`,
      })
      .where(and(eq(users.email, email), eq(users.isSynthetic, false)))
      .returning();
    if (!user) {
      throw new AppError("NOT_FOUND", `${email} has no account: create one, without --reset-password`);
    }
    await recordAudit(tx, {
      actorId: null,
      action: "account.resetAdmin",
      subjectId: user.id,
      details: { email },
    });
    return { id: user.id, email: user.email, name: user.name, role: user.role };
  });
}
