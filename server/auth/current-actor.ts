import { getServerSession } from "next-auth";
import type { Actor } from "@/server/auth/actor";
import { getAuthOptions, type PlauditSession } from "@/server/auth/auth-options";
import { loadActor } from "@/server/auth/load-actor";
import { getDatabase } from "@/server/database";

/** The session of the request at hand, in pages and route handlers alike; it may have ended meanwhile. */
export async function getCurrentSession(): Promise<Pick<PlauditSession, "userId" | "sessionVersion"> | null> {
  const session = await getServerSession<ReturnType<typeof getAuthOptions>, Partial<PlauditSession>>(
    getAuthOptions(),
  );
  if (session?.userId === undefined || session.sessionVersion === undefined) return null;
  return { userId: session.userId, sessionVersion: session.sessionVersion };
}

/** The signed-in user of the request at hand; null if nobody is. */
export async function getCurrentActor(): Promise<Actor | null> {
  const session = await getCurrentSession();
  return session === null ? null : loadActor(getDatabase(), session);
}
