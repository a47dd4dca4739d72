import { eq } from "drizzle-orm";
import type { Database } from "@/drizzle/client";
import { users, type User } from "@/drizzle/schema/users";
import type { Actor } from "@/server/auth/actor";

const CACHE_MILLISECONDS = 10_000;
const CACHE_ENTRIES = 10_000;

type Row = Pick<User, "id" | "email" | "name" | "role" | "locale" | "sessionVersion">;
const cache = new Map<string, { row: Row | null; readAt: number }>();

/**
 * The user of a session, if the session's version is still the user's. A session that was ended elsewhere stops
 * working within ten seconds: for so long rows are remembered, since a page asks many things at once.
 */
export async function loadActor(
  db: Database,
  { userId, sessionVersion }: { userId: string; sessionVersion: number },
  now = Date.now(),
): Promise<Actor | null> {
  let entry = cache.get(userId);
  if (!entry || now - entry.readAt >= CACHE_MILLISECONDS || entry.row?.sessionVersion !== sessionVersion) {
    const [row] = await db
      .select({
        id: users.id,
        email: users.email,
        name: users.name,
        role: users.role,
        locale: users.locale,
        sessionVersion: users.sessionVersion,
      })
      .from(users)
      .where(eq(users.id, userId));
    if (cache.size >= CACHE_ENTRIES) cache.clear();
    entry = { row: row ?? null, readAt: now };
    cache.set(userId, entry);
  }
  const { row } = entry;
  if (row?.sessionVersion !== sessionVersion) return null;
  return { id: row.id, email: row.email, name: row.name, role: row.role, locale: row.locale };
}

/** After a change of a user, so that this process shows it at once. */
export function forgetActor(userId: string): void {
  cache.delete(userId);
}
