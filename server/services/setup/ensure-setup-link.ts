import { and, eq, isNull, sql } from "drizzle-orm";
import type { Database } from "@/drizzle/client";
import { links } from "@/drizzle/schema/links";
import { getSetupStatus } from "@/server/services/setup/get-setup-status";
import { newLinkToken } from "@/server/services/setup/link-token";

const VALID_DAYS = 7;

export interface EnsureSetupLinkOptions {
  db: Database;
  /** The public address without a slash at its end. */
  origin: string;
}

/**
 * A fresh one-time link that creates the first admin, or null once there is one. Earlier links stop working: only
 * the hash of a token is kept, so that an old one cannot be shown again.
 */
export async function ensureSetupLink({ db, origin }: EnsureSetupLinkOptions): Promise<string | null> {
  return db.transaction(async (tx) => {
    if (!(await getSetupStatus({ db: tx })).needsSetup) return null;
    await tx
      .update(links)
      .set({ revokedAt: sql`now()` })
      .where(and(eq(links.kind, "first-admin"), isNull(links.usedAt), isNull(links.revokedAt)));
    const { token, tokenHash } = newLinkToken();
    await tx.insert(links).values({
      kind: "first-admin",
      tokenHash,
      role: "admin",
      expiresAt: sql`now() + make_interval(days => ${VALID_DAYS})`,
    });
    return `${origin}/en/setup?token=${token}`;
  });
}
