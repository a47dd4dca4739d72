import { and, eq, gt, isNull, sql } from "drizzle-orm";
import type { DatabaseOrTransaction } from "@/drizzle/client";
import { links } from "@/drizzle/schema/links";
import { AppError } from "@/lib/errors";
import { hashLinkToken } from "@/server/services/setup/link-token";

export type Link = typeof links.$inferSelect;

/**
 * The usable link of a token, locked until the transaction ends: of two people with one link, the second finds it
 * used. LINK_INVALID_OR_USED for anything else; unknown, expired, used and revoked look alike.
 */
export async function lockLink(
  tx: DatabaseOrTransaction,
  { kind, token }: { kind: Link["kind"]; token: string },
): Promise<Link> {
  const [link] = await tx
    .select()
    .from(links)
    .where(
      and(
        eq(links.tokenHash, hashLinkToken(token)),
        eq(links.kind, kind),
        isNull(links.usedAt),
        isNull(links.revokedAt),
        gt(links.expiresAt, sql`now()`),
      ),
    )
    .for("update");
  if (!link) {
    throw new AppError(
      "LINK_INVALID_OR_USED",
      "this link was used already, has expired or was withdrawn: ask for a new one",
    );
  }
  return link;
}

export async function markLinkUsed(
  tx: DatabaseOrTransaction,
  { linkId, userId }: { linkId: string; userId: string },
): Promise<void> {
  await tx
    .update(links)
    .set({ usedAt: sql`now()`, usedBy: userId })
    .where(eq(links.id, linkId));
}
