import { and, asc, eq, notInArray, sql } from "drizzle-orm";
import { z } from "zod";
import type { Database, Transaction } from "@/drizzle/client";
import { claims, drafts, type Claim } from "@/drizzle/schema/claims";
import { prompts } from "@/drizzle/schema/prompts";
import { responses } from "@/drizzle/schema/responses";
import { roundItems, rounds } from "@/drizzle/schema/rounds";
import type { Project } from "@/drizzle/schema/projects";
import { AppError } from "@/lib/errors";
import { Rng } from "@/lib/rng";
import type { Actor } from "@/server/auth/actor";
import { requireProject } from "@/server/services/access";
import { blindId } from "@/server/services/annotate/blind-ids";
import { guidelinesOfClaim } from "@/server/services/annotate/guidelines-of-claim";
import { countTakenPlaces, isAtHand, leaseEnd } from "@/server/services/annotate/lease";
import { openItemsQuery } from "@/server/services/annotate/open-items-query";
import type { ServiceContext } from "@/server/services/service-context";

export const claimNextInput = z.strictObject({
  projectId: z.uuid(),
  /** Claims that the page has already: the item shown while it asks ahead for the next, judgments on their way. */
  exceptClaimIds: z.array(z.uuid()).max(100).default([]),
});

const ATTEMPTS = 8;

/**
 * The item to judge next, under a lease: the one at hand if there is one (so a reload or a second tab goes on where
 * the first was), else the next with a free place. Null if nothing is left. Nothing in the answer tells which model
 * wrote what.
 */
export async function claimNext({
  db,
  actor,
  projectId,
  exceptClaimIds = [],
}: ServiceContext & z.input<typeof claimNextInput>) {
  const project = await requireProject(db, actor, projectId);
  const claim =
    (await inClaimTransaction(db, actor, projectId, (tx) =>
      resumeClaim(tx, actor, projectId, exceptClaimIds),
    )) ?? (await claimFreeItem(db, actor, project, exceptClaimIds));
  return claim ? describeClaim(db, claim) : null;
}

/** One claim at a time for each person: two tabs that ask at once get the same item. */
async function inClaimTransaction<T>(
  db: Database,
  actor: Actor,
  projectId: string,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  const lockName = `claim:${actor.id}:${projectId}`;
  return retryDeadlock(() =>
    db.transaction(async (tx) => {
      await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${lockName}, 0))`);
      return work(tx);
    }),
  );
}

/** Two people who hold an item each and wait for the other's: Postgres ends one of them, who tries again. */
async function retryDeadlock<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      const cause = error instanceof Error ? error.cause : undefined;
      const isDeadlock = [error, cause].some(
        (failure) => failure instanceof Error && "code" in failure && failure.code === "40P01",
      );
      if (!isDeadlock || attempt === ATTEMPTS) throw error;
    }
  }
}

async function resumeClaim(
  tx: Transaction,
  actor: Actor,
  projectId: string,
  exceptClaimIds: readonly string[],
): Promise<Claim | null> {
  const mine = await tx
    .select({ claim: claims, overlap: rounds.overlap, roundStatus: rounds.status })
    .from(claims)
    .innerJoin(roundItems, eq(roundItems.id, claims.roundItemId))
    .innerJoin(rounds, eq(rounds.id, roundItems.roundId))
    .where(
      and(
        eq(claims.userId, actor.id),
        eq(claims.projectId, projectId),
        isAtHand,
        notInArray(claims.id, [...exceptClaimIds]),
      ),
    )
    // the one at hand before the one that was asked for ahead
    .orderBy(asc(claims.claimedAt));
  for (const { claim, overlap, roundStatus } of mine) {
    await tx
      .select({ id: roundItems.id })
      .from(roundItems)
      .where(eq(roundItems.id, claim.roundItemId))
      .for("update");
    const taken = await countTakenPlaces(tx, { roundItemId: claim.roundItemId, exceptUserId: actor.id });
    if (roundStatus === "open" && taken < overlap) {
      const [renewed] = await tx
        .update(claims)
        .set({ leaseExpiresAt: leaseEnd })
        .where(and(eq(claims.id, claim.id), isAtHand))
        .returning();
      if (renewed) return renewed;
    } else if (taken >= overlap) {
      // the lease ran out and others took the place; what was drafted can still be submitted, as surplus
      await tx
        .update(claims)
        .set({ releasedAt: sql`now()`, releaseReason: "lapsed" })
        .where(and(eq(claims.id, claim.id), isAtHand));
    }
  }
  return null;
}

async function claimFreeItem(
  db: Database,
  actor: Actor,
  project: Project,
  exceptClaimIds: readonly string[],
): Promise<Claim | null> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    // first pass items that others are claiming at this moment; if there are no others, wait for those
    const outcome =
      (await tryClaim(db, actor, project, exceptClaimIds, sql`for update of i skip locked`)) ??
      (await tryClaim(db, actor, project, exceptClaimIds, sql`for update of i`));
    if (outcome !== "taken") return outcome;
  }
  throw new AppError("CONFLICT", "many people are claiming items at this moment; try again", {
    details: { reason: "claimsCrowded" },
  });
}

/** Null: there is no open item. "taken": the place went to somebody else between the look and the lock. */
async function tryClaim(
  db: Database,
  actor: Actor,
  { id: projectId, guidelinesVersion }: Project,
  exceptClaimIds: readonly string[],
  locking: ReturnType<typeof sql>,
): Promise<Claim | "taken" | null> {
  return inClaimTransaction(db, actor, projectId, async (tx) => {
    // a second tab may have claimed while this one waited for its turn
    const resumed = await resumeClaim(tx, actor, projectId, exceptClaimIds);
    if (resumed) return resumed;
    const { from, orderBy } = openItemsQuery({ projectId, userId: actor.id, locale: actor.locale });
    const { rows } = await tx.execute<{ id: string; overlap: number }>(
      sql`select i.id, r.overlap from ${from} order by ${orderBy} limit 1 ${locking}`,
    );
    const item = rows[0];
    if (!item) return null;
    // the query's snapshot is older than its lock: count again now that nobody else can claim the item
    const taken = await countTakenPlaces(tx, { roundItemId: item.id, exceptUserId: actor.id });
    if (taken >= item.overlap) return "taken";
    const shown = await tx
      .select({ id: responses.id })
      .from(responses)
      .where(eq(responses.roundItemId, item.id))
      .orderBy(asc(responses.id));
    const rng = Rng.fromSeed(crypto.getRandomValues(new Uint32Array(1))[0] ?? 0);
    const [claim] = await tx
      .insert(claims)
      .values({
        projectId,
        roundItemId: item.id,
        userId: actor.id,
        displayOrder: rng.shuffled(shown.map((response) => response.id)),
        guidelinesVersion,
        leaseExpiresAt: leaseEnd,
      })
      .returning();
    if (!claim) throw new AppError("INTERNAL", "the claim was not stored");
    return claim;
  });
}

async function describeClaim(db: Database, claim: Claim) {
  const [item] = await db
    .select({
      id: roundItems.id,
      messages: prompts.messages,
      language: prompts.language,
      roundNumber: rounds.number,
      roundName: rounds.name,
    })
    .from(roundItems)
    .innerJoin(prompts, eq(prompts.id, roundItems.promptId))
    .innerJoin(rounds, eq(rounds.id, roundItems.roundId))
    .where(eq(roundItems.id, claim.roundItemId));
  if (!item) throw new AppError("INTERNAL", "the claimed item is gone");
  const texts = await db
    .select({ id: responses.id, text: responses.text })
    .from(responses)
    .where(eq(responses.roundItemId, claim.roundItemId));
  const textOf = new Map(texts.map((response) => [response.id, response.text]));
  const [draft] = await db.select().from(drafts).where(eq(drafts.claimId, claim.id));
  return {
    claim: { id: claim.id, claimedAt: claim.claimedAt, leaseExpiresAt: claim.leaseExpiresAt },
    item,
    /** In the order to show; the label is the position's letter. */
    responses: claim.displayOrder.map((id, i) => ({
      id: blindId(claim.id, id),
      label: String.fromCodePoint(65 + i),
      text: textOf.get(id) ?? "",
    })),
    ...(await guidelinesOfClaim(db, claim)),
    draft: draft ? { ...draft.body, updatedAt: draft.updatedAt } : null,
  };
}
