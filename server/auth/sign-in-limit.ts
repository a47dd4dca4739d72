import { inArray, lt, sql } from "drizzle-orm";
import type { Database } from "@/drizzle/client";
import { signInAttempts } from "@/drizzle/schema/sign-in-attempts";
import { AppError } from "@/lib/errors";

const WINDOW_MINUTES = 15;
const FAILURES_PER_PERSON_AND_ADDRESS = 10;
const FAILURES_PER_PERSON = 50;
const FAILURES_PER_ADDRESS = 100;

function limitsOf(email: string, clientAddress: string): Map<string, number> {
  return new Map([
    [`both:${clientAddress}:${email}`, FAILURES_PER_PERSON_AND_ADDRESS],
    [`email:${email}`, FAILURES_PER_PERSON],
    [`address:${clientAddress}`, FAILURES_PER_ADDRESS],
  ]);
}

/**
 * Counts an attempt before the password is looked at, in one statement, so that many at once can't slip through.
 * Throws RATE_LIMITED; a success takes its count back with `clearSignInAttempts`.
 */
export async function countSignInAttempt(
  db: Database,
  { email, clientAddress }: { email: string; clientAddress: string },
): Promise<void> {
  const limits = limitsOf(email, clientAddress);
  const windowEndsAt = sql`now() + make_interval(mins => ${WINDOW_MINUTES})`;
  const rows = await db
    .insert(signInAttempts)
    .values(
      // in one order, so that two attempts at once can't wait for each other
      [...limits.keys()].sort().map((key) => ({ key, failures: 1, windowEndsAt })),
    )
    .onConflictDoUpdate({
      target: signInAttempts.key,
      set: {
        failures: sql`case when ${signInAttempts.windowEndsAt} <= now() then 1 else ${signInAttempts.failures} + 1 end`,
        windowEndsAt: sql`case when ${signInAttempts.windowEndsAt} <= now() then excluded.window_ends_at else ${signInAttempts.windowEndsAt} end`,
      },
    })
    .returning();
  const exceeded = rows.find((row) => row.failures > (limits.get(row.key) ?? 0));
  if (!exceeded) return;
  const minutes = Math.max(1, Math.ceil((exceeded.windowEndsAt.getTime() - Date.now()) / 60_000));
  throw new AppError("RATE_LIMITED", `too many sign-ins failed; try again in ${minutes} min`, {
    details: { reason: "tooManySignIns", minutes },
  });
}

export async function clearSignInAttempts(
  db: Database,
  { email, clientAddress }: { email: string; clientAddress: string },
): Promise<void> {
  const [both, person, address] = [...limitsOf(email, clientAddress).keys()] as [string, string, string];
  await db.delete(signInAttempts).where(inArray(signInAttempts.key, [both, person]));
  await db
    .update(signInAttempts)
    .set({ failures: sql`greatest(0, ${signInAttempts.failures} - 1)` })
    .where(inArray(signInAttempts.key, [address]));
  await db.delete(signInAttempts).where(lt(signInAttempts.windowEndsAt, sql`now() - interval '1 day'`));
}
