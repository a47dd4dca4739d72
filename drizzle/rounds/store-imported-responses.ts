import { asc, eq, exists, inArray, or, and } from "drizzle-orm";
import type { Transaction } from "@/drizzle/client";
import { storedText } from "@/drizzle/rounds/stored-text";
import { claims } from "@/drizzle/schema/claims";
import { judgments } from "@/drizzle/schema/judgments";
import { responses } from "@/drizzle/schema/responses";
import { roundItems, rounds } from "@/drizzle/schema/rounds";
import { chunksOf } from "@/lib/chunks-of";
import { AppError } from "@/lib/errors";

export interface StoreImportedResponsesOptions {
  /** Where they come from, kept with each of them. */
  sourceLabel: string;
  items: readonly { roundItemId: string; texts: readonly string[] }[];
}

/** Rows of one statement; Postgres takes 65 535 parameters. */
const CHUNK = 2_000;

/**
 * Stores responses from elsewhere, of many items at once; of equal texts of an item (white space at the ends aside) one
 * is kept. CONFLICT once somebody has claimed one of the items: what an annotator judges does not change under their
 * hands.
 */
export async function storeImportedResponses(
  tx: Transaction,
  { sourceLabel, items }: StoreImportedResponsesOptions,
): Promise<{ stored: number; duplicates: number }> {
  let given = 0;
  let stored = 0;
  for (const chunk of chunksOf(items, CHUNK)) {
    const locked = await lockUntouched(tx, chunk);
    const projectOf = new Map(locked.map((item) => [item.id, item.projectId]));
    const rows = chunk.flatMap(({ roundItemId, texts }) => {
      const projectId = projectOf.get(roundItemId);
      if (projectId === undefined) {
        throw new AppError("NOT_FOUND", "the item of these responses does not exist");
      }
      return texts.map((text) => ({
        projectId,
        roundItemId,
        source: "imported" as const,
        sourceLabel,
        ...storedText(text),
      }));
    });
    given += rows.length;
    for (const some of chunksOf(rows, CHUNK)) {
      const inserted = await tx
        .insert(responses)
        .values(some)
        .onConflictDoNothing({ target: [responses.roundItemId, responses.textHash] })
        .returning({ id: responses.id });
      stored += inserted.length;
    }
    const withTexts = new Set(rows.map((row) => row.roundItemId));
    // beside responses that are still to be sampled, an item goes on waiting for those
    const ready = locked.filter((item) => item.responsesPerPrompt === 0 && withTexts.has(item.id));
    await tx
      .update(roundItems)
      .set({ status: "ready" })
      .where(
        inArray(
          roundItems.id,
          ready.map((item) => item.id),
        ),
      );
  }
  return { stored, duplicates: given - stored };
}

async function lockUntouched(tx: Transaction, items: StoreImportedResponsesOptions["items"]) {
  const ids = items.map((item) => item.roundItemId);
  const locked = await tx
    .select({
      id: roundItems.id,
      projectId: roundItems.projectId,
      responsesPerPrompt: rounds.responsesPerPrompt,
    })
    .from(roundItems)
    .innerJoin(rounds, eq(rounds.id, roundItems.roundId))
    .where(inArray(roundItems.id, ids))
    .orderBy(asc(roundItems.id))
    .for("update", { of: roundItems });
  const [touched] = await tx
    .select({ id: roundItems.id })
    .from(roundItems)
    .where(
      and(
        inArray(roundItems.id, ids),
        or(
          exists(tx.select().from(claims).where(eq(claims.roundItemId, roundItems.id))),
          exists(tx.select().from(judgments).where(eq(judgments.roundItemId, roundItems.id))),
        ),
      ),
    )
    .limit(1);
  if (touched) {
    throw new AppError("CONFLICT", "somebody is judging this item already: it can't get further responses", {
      details: { reason: "itemBeingJudged" },
    });
  }
  return locked;
}
