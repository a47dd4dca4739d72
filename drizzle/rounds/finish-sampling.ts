import { and, count, eq, sql } from "drizzle-orm";
import type { DatabaseOrTransaction } from "@/drizzle/client";
import { roundItems, rounds, type RoundStatus } from "@/drizzle/schema/rounds";
import type { ToldError } from "@/lib/errors";

/** An item that gave no response (a prompt too long for the model, say) is set aside with its reason. */
export async function failItem(
  db: DatabaseOrTransaction,
  { roundItemId, failure }: { roundItemId: string; failure: ToldError },
): Promise<void> {
  await db
    .update(roundItems)
    .set({ status: "failed", failure })
    .where(and(eq(roundItems.id, roundItemId), eq(roundItems.status, "pending")));
}

/** Ends a round's sampling: it opens by itself if it was made so and has something to judge. */
export async function finishSampling(
  db: DatabaseOrTransaction,
  roundId: string,
): Promise<{ status: RoundStatus | null; ready: number; failed: number }> {
  return db.transaction(async (tx) => {
    const [items] = await tx
      .select({
        ready: count(sql`case when ${roundItems.status} in ('ready', 'judged') then 1 end`),
        failed: count(sql`case when ${roundItems.status} = 'failed' then 1 end`),
      })
      .from(roundItems)
      .where(eq(roundItems.roundId, roundId));
    const { ready = 0, failed = 0 } = items ?? {};
    // a round that somebody opened, paused or closed meanwhile stays as it is
    const [round] = await tx
      .update(rounds)
      .set({
        status: sql`case when ${rounds.opensWhenSampled} and ${ready > 0} then 'open' else 'draft' end::round_status`,
        openedAt: sql`case when ${rounds.opensWhenSampled} and ${ready > 0} then now() end`,
      })
      .where(and(eq(rounds.id, roundId), eq(rounds.status, "sampling")))
      .returning({ status: rounds.status });
    return { status: round?.status ?? null, ready, failed };
  });
}
