import { and, eq, sql } from "drizzle-orm";
import type { Transaction } from "@/drizzle/client";
import { claims, drafts, type Claim } from "@/drizzle/schema/claims";
import { judgments, judgmentScores, type Judgment } from "@/drizzle/schema/judgments";
import { roundItems, rounds } from "@/drizzle/schema/rounds";
import { users } from "@/drizzle/schema/users";
import type { JudgmentSubmission } from "@/lib/contracts/judgment";
import { AppError } from "@/lib/errors";
import { revealIds } from "@/server/services/annotate/blind-ids";
import { checkCompleteness } from "@/server/services/annotate/check-completeness";
import { findClaim } from "@/server/services/annotate/find-claim";
import { guidelinesOfClaim } from "@/server/services/annotate/guidelines-of-claim";
import { countTakenPlaces } from "@/server/services/annotate/lease";
import { saysTheSame } from "@/server/services/annotate/says-the-same";
import type { ServiceContext } from "@/server/services/service-context";

export interface SubmittedJudgment {
  judgmentId: string;
  /** False: it came after the lease ran out and the places were taken; it is kept, but not trained on. */
  counted: boolean;
  /** True if this very judgment was stored before; nothing was changed. */
  repeated: boolean;
}

export type SubmitJudgmentOptions = ServiceContext &
  JudgmentSubmission & {
    /** Given by programs alone, and by all of them: the rule that judged. */
    syntheticRule?: string;
  };

/**
 * Stores a judgment once, whatever the network does: the same idempotency key gives the stored one again. A claim
 * whose lease ran out is still taken; it counts while the item has a free place.
 */
export async function submitJudgment(sent: SubmitJudgmentOptions): Promise<SubmittedJudgment> {
  const { db, actor, claimId, idempotencyKey } = sent;
  return db.transaction(async (tx) => {
    const found = await findClaim(tx, actor, claimId);
    const options = revealIds(sent, found);
    const { roundItemId } = found;
    // whoever changes an item's places holds its row, always before the claim's
    const [item] = await tx
      .select({ id: roundItems.id, overlap: rounds.overlap })
      .from(roundItems)
      .innerJoin(rounds, eq(rounds.id, roundItems.roundId))
      .where(eq(roundItems.id, roundItemId))
      .for("update", { of: roundItems });
    if (!item) throw new AppError("INTERNAL", "the claimed item is gone");

    const [stored] = await tx.select().from(judgments).where(eq(judgments.idempotencyKey, idempotencyKey));
    if (stored) return repeatedJudgment(tx, stored, options);

    const [claim] = await tx.select().from(claims).where(eq(claims.id, claimId)).for("update");
    if (!claim) throw new AppError("INTERNAL", "the claim is gone");
    if (claim.completedAt !== null) {
      const [earlier] = await tx.select().from(judgments).where(eq(judgments.claimId, claimId));
      const same = earlier !== undefined && (await saysTheSame(tx, earlier, options));
      throw alreadySubmitted(same);
    }
    if (claim.releaseReason === "skipped" || claim.releaseReason === "withdrawn") {
      throw new AppError("LEASE_NOT_YOURS", "this item was given back: take the next one", {
        details: { reason: "itemGivenBack" },
      });
    }
    return storeJudgment(tx, options, claim, item.overlap);
  });
}

async function repeatedJudgment(
  tx: Transaction,
  stored: Judgment,
  options: SubmitJudgmentOptions,
): Promise<SubmittedJudgment> {
  if (stored.userId !== options.actor.id || stored.claimId !== options.claimId) {
    throw new AppError("CONFLICT", "this idempotency key belongs to another judgment");
  }
  // a page that was closed before the answer came may have been changed since, and kept the key
  if (!(await saysTheSame(tx, stored, options))) throw alreadySubmitted(false);
  return { judgmentId: stored.id, counted: stored.counted, repeated: true };
}

/** Without a reason nothing was lost: the judgment that counts says the same. */
function alreadySubmitted(same: boolean): AppError {
  return same
    ? new AppError("JUDGMENT_ALREADY_SUBMITTED", "you have judged this item already, perhaps in another tab")
    : new AppError(
        "JUDGMENT_ALREADY_SUBMITTED",
        "you have submitted another judgment of this item before: that one counts, this one was not stored",
        { details: { reason: "earlierCounts" } },
      );
}

/** Browsers' clocks go wrong: an item is seen after it was claimed, and judged in no more time than has passed. */
function possibleTimes({ shownAt, activeSeconds }: JudgmentSubmission, claimedAt: Date) {
  const seen = new Date(Math.max(Date.parse(shownAt), claimedAt.getTime())).toISOString();
  return {
    shownAt: sql`least(${seen}::timestamptz, now())`,
    activeSeconds: sql`least(${activeSeconds}, extract(epoch from now() - ${claimedAt.toISOString()}::timestamptz))`,
  };
}

async function storeJudgment(
  tx: Transaction,
  { actor, syntheticRule, ...submission }: SubmitJudgmentOptions,
  claim: Claim,
  overlap: number,
): Promise<SubmittedJudgment> {
  const { rubric, guidelinesVersion } = await guidelinesOfClaim(tx, claim);
  checkCompleteness({ submission, rubric, responseIds: claim.displayOrder });
  const [author] = await tx
    .select({ isSynthetic: users.isSynthetic })
    .from(users)
    .where(eq(users.id, actor.id));
  if (author?.isSynthetic !== (syntheticRule !== undefined)) {
    throw new AppError("FORBIDDEN", "programs judge by a rule and under their own names, people do not");
  }

  const { roundItemId } = claim;
  const taken = await countTakenPlaces(tx, { roundItemId, exceptUserId: actor.id });
  // the item may have come back to the same person under a second claim
  const judgedBefore = await tx.$count(
    judgments,
    and(eq(judgments.roundItemId, roundItemId), eq(judgments.userId, actor.id), eq(judgments.counted, true)),
  );
  const counted = taken < overlap && judgedBefore === 0;
  const [judgment] = await tx
    .insert(judgments)
    .values({
      projectId: claim.projectId,
      roundItemId,
      userId: actor.id,
      claimId: claim.id,
      idempotencyKey: submission.idempotencyKey,
      ranking: submission.ranking,
      comment: submission.comment === "" ? null : submission.comment,
      displayOrder: claim.displayOrder,
      ...possibleTimes(submission, claim.claimedAt),
      guidelinesVersion,
      counted,
      synthetic: syntheticRule !== undefined,
      syntheticRule,
    })
    .returning({ id: judgments.id });
  if (!judgment) throw new AppError("INTERNAL", "the judgment was not stored");
  await tx.insert(judgmentScores).values(
    submission.scores.map(({ responseId, dimension, value, reason }) => ({
      judgmentId: judgment.id,
      roundItemId,
      responseId,
      dimension,
      value,
      reason: reason === "" ? null : reason,
    })),
  );
  await tx
    .update(claims)
    .set({ completedAt: sql`now()`, releasedAt: null, releaseReason: null })
    .where(eq(claims.id, claim.id));
  await tx.delete(drafts).where(eq(drafts.claimId, claim.id));
  const countedJudgments = sql`(select count(*) from judgments j where j.round_item_id = ${roundItemId} and j.counted)`;
  await tx
    .update(roundItems)
    .set({
      status: sql`case when ${countedJudgments} >= ${overlap} then 'judged'::round_item_status else status end`,
    })
    .where(eq(roundItems.id, roundItemId));
  return { judgmentId: judgment.id, counted, repeated: false };
}
