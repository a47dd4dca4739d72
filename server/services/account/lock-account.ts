import { and, eq, isNotNull, isNull } from "drizzle-orm";
import type { Transaction } from "@/drizzle/client";
import { users, type User } from "@/drizzle/schema/users";
import { AppError } from "@/lib/errors";
import type { Actor } from "@/server/auth/actor";

/** Somebody else's account, locked until the transaction ends. Programs and imported feedback have none. */
export async function lockOthersAccount(tx: Transaction, actor: Actor, userId: string): Promise<User> {
  if (userId === actor.id) {
    throw new AppError("CONFLICT", "this is your own account: another admin can change it", {
      details: { reason: "ownAccount" },
    });
  }
  const [user] = await tx
    .select()
    .from(users)
    .where(and(eq(users.id, userId), isNotNull(users.passwordHash)))
    .for("update");
  if (!user) throw new AppError("NOT_FOUND", "there is no account that this person signs in to");
  return user;
}

/**
 * CONFLICT if nobody but this user could administrate any more. Admins who take each other's rights at the same time
 * wait for one another here.
 */
export async function keepAnAdmin(tx: Transaction, withoutUserId: string): Promise<void> {
  const admins = await tx
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.role, "admin"), isNull(users.disabledAt), isNotNull(users.passwordHash)))
    .orderBy(users.id)
    .for("update");
  if (admins.length === 1 && admins[0]?.id === withoutUserId) {
    throw new AppError("CONFLICT", "this is the last admin who can sign in: make somebody else one first", {
      details: { reason: "lastAdmin" },
    });
  }
}
