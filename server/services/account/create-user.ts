import type { DatabaseOrTransaction } from "@/drizzle/client";
import { users, type User, type UserRole } from "@/drizzle/schema/users";
import { AppError } from "@/lib/errors";
import { z } from "zod";
import { hashPassword, passwordSchema } from "@/server/auth/password";

export const emailSchema = z.email("this is not an e-mail address").max(320).trim().toLowerCase();
export const personNameSchema = z.string().trim().min(1, "a name is missing").max(100);

export const newPersonSchema = z.strictObject({
  email: emailSchema,
  name: personNameSchema,
  password: passwordSchema,
});

export interface CreateUserOptions {
  email: string;
  name: string;
  password: string;
  role: UserRole;
}

/** Adds a person's account. CONFLICT if the e-mail has one. */
export async function createUser(
  tx: DatabaseOrTransaction,
  { password, ...values }: CreateUserOptions,
): Promise<User> {
  const passwordHash = await hashPassword(password);
  const [user] = await tx
    .insert(users)
    .values({ ...values, passwordHash })
    .onConflictDoNothing({ target: users.email })
    .returning();
  if (!user)
    throw new AppError("CONFLICT", "this e-mail address has an account already: sign in instead", {
      details: { reason: "emailTaken" },
    });
  return user;
}
