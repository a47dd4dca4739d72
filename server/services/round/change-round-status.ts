import { and, count, eq, inArray, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { jobs } from "@/drizzle/schema/jobs";
import { roundItems, rounds, type Round, type RoundStatus } from "@/drizzle/schema/rounds";
import { AppError } from "@/lib/errors";
import { recordAudit } from "@/server/services/audit/record-audit";
import { findRound } from "@/server/services/round/find-round";
import type { ServiceContext } from "@/server/services/service-context";

export const roundInput = z.strictObject({ roundId: z.uuid() });

type Move = "open" | "pause" | "close" | "reopen";

const MOVES: Record<Move, { from: readonly RoundStatus[]; to: RoundStatus }> = {
  open: { from: ["draft", "sampling", "paused"], to: "open" },
  pause: { from: ["open"], to: "paused" },
  close: { from: ["draft", "sampling", "open", "paused"], to: "closed" },
  reopen: { from: ["closed"], to: "open" },
};

/**
 * Opens, pauses, closes or reopens a round. Judgments in the making when it pauses or closes are still taken.
 * Closing a round that is being sampled cancels the sampling.
 */
export async function changeRoundStatus({
  db,
  actor,
  roundId,
  move,
}: ServiceContext & z.infer<typeof roundInput> & { move: Move }): Promise<Round> {
  return db.transaction(async (tx) => {
    const before = await findRound(tx, actor, roundId);
    const { from, to } = MOVES[move];
    if (to === "open") {
      const [items] = await tx
        .select({ usable: count() })
        .from(roundItems)
        .where(and(eq(roundItems.roundId, roundId), inArray(roundItems.status, ["ready", "judged"])));
      if (!items?.usable) {
        throw new AppError("CONFLICT", "no item of this round has responses yet: there is nothing to judge", {
          details: { reason: "noResponsesYet" },
        });
      }
    }
    const [round] = await tx
      .update(rounds)
      .set({
        status: to,
        ...(to === "open" && { openedAt: sql`coalesce(${rounds.openedAt}, now())`, closedAt: null }),
        ...(to === "closed" && { closedAt: sql`now()` }),
      })
      .where(and(eq(rounds.id, roundId), inArray(rounds.status, [...from])))
      .returning();
    if (!round) {
      throw new AppError("CONFLICT", `this round is ${before.status}: it can't ${move} from there`, {
        details: { reason: "roundStatus", status: before.status },
      });
    }
    if (to === "closed" && round.jobId !== null) {
      await tx
        .update(jobs)
        .set({ cancelRequestedAt: sql`now()` })
        .where(
          and(
            eq(jobs.id, round.jobId),
            inArray(jobs.status, ["queued", "running"]),
            isNull(jobs.cancelRequestedAt),
          ),
        );
    }
    await recordAudit(tx, {
      actorId: actor.id,
      projectId: round.projectId,
      action: `round.${move}`,
      subjectId: round.id,
      details: { number: round.number, from: before.status },
    });
    return round;
  });
}
