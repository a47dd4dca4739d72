import { and, count, eq, isNull, ne, sql } from "drizzle-orm";
import type { Transaction } from "@/drizzle/client";
import { claims } from "@/drizzle/schema/claims";
import { judgments } from "@/drizzle/schema/judgments";
import { LEASE_SECONDS } from "@/lib/lease";

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
    .where(
      and(
        eq(claims.roundItemId, roundItemId),
        ne(claims.userId, exceptUserId),
        isNull(claims.completedAt),
        isNull(claims.releasedAt),
        sql`${claims.leaseExpiresAt} > now()`,
      ),
    );
  return (judged?.places ?? 0) + (held?.places ?? 0);
}
