import { eq } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "@/drizzle/client";
import { users } from "@/drizzle/schema/users";
import { AppError } from "@/lib/errors";
import { verifyPassword } from "@/server/auth/password";
import { clearSignInAttempts, countSignInAttempt } from "@/server/auth/sign-in-limit";

const credentialsSchema = z.object({
  email: z.string().trim().toLowerCase().min(3).max(320),
  password: z.string().min(1).max(200),
});

export interface SignedIn {
  id: string;
  email: string;
  name: string;
  sessionVersion: number;
}

export interface SignInOptions {
  db: Database;
  credentials: unknown;
  clientAddress: string;
}

/**
 * Null where e-mail or password are wrong (never which of them); RATE_LIMITED after too many of those; FORBIDDEN where
 * both are right and the account is disabled.
 */
export async function signIn({ db, credentials, clientAddress }: SignInOptions): Promise<SignedIn | null> {
  const parsed = credentialsSchema.safeParse(credentials);
  if (!parsed.success) return null;
  const { email, password } = parsed.data;
  await countSignInAttempt(db, { email, clientAddress });
  const [user] = await db.select().from(users).where(eq(users.email, email));
  const matches = await verifyPassword(user?.passwordHash ?? null, password);
  if (!user || !matches) return null;
  if (user.disabledAt !== null) {
    throw new AppError("FORBIDDEN", "this account is disabled: ask an admin of this installation", {
      details: { reason: "accountDisabled" },
    });
  }
  await clearSignInAttempts(db, { email, clientAddress });
  return { id: user.id, email: user.email, name: user.name, sessionVersion: user.sessionVersion };
}
