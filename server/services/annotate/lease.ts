import { and, count, eq, ne, sql } from "drizzle-orm";
import type { Transaction } from "@/drizzle/client";
import { claims } from "@/drizzle/schema/claims";
import { judgments } from "@/drizzle/schema/judgments";
import { LEASE_SECONDS } from "@/lib/lease";

/** Of a claim: neither submitted nor given back. */
export const isAtHand = sql`(${claims.completedAt} is null and ${claims.releasedAt} is null)`;

/** Of a claim: at hand under a lease that runs, so that it takes a place of its item. */
export const takesPlace = sql`(${isAtHand} and ${claims.leaseExpiresAt} > now())`;

export const leaseEnd = sql`now() + make_interval(secs => ${LEASE_SECONDS})`;

/**
 * Places of an item that are taken: judgments that count, and other people's claims under a running lease.
 * Lock the item first, or the answer is old when it arrives.
 */
export async function countTakenPlaces(
  tx: Transaction,
  { roundItemId, exceptUserId }: { roundItemId: string; exceptUserId: string },
): Promise<number> {
  const [judged] = await tx
    .select({ places: count() })
    .from(judgments)
    .where(and(eq(judgments.roundItemId, roundItemId), eq(judgments.counted, true)));
  const [held] = await tx
    .select({ places: count() })
    .from(claims)
    .where(and(eq(claims.roundItemId, roundItemId), ne(claims.userId, exceptUserId), takesPlace));
  return (judged?.places ?? 0) + (held?.places ?? 0);
}
