import { eq, sql } from "drizzle-orm";
import type { DatabaseOrTransaction } from "@/drizzle/client";
import { storedText } from "@/drizzle/rounds/stored-text";
import { judgments } from "@/drizzle/schema/judgments";
import { responses } from "@/drizzle/schema/responses";
import { claims } from "@/drizzle/schema/claims";
import { roundItems } from "@/drizzle/schema/rounds";
import type { Completion, SamplingParameters } from "@/lib/contracts/sampling";
import { AppError } from "@/lib/errors";

export interface StoreResponsesOptions {
  roundItemId: string;
  modelVersionId: string;
  sampling: SamplingParameters;
  completions: readonly (Completion & { seed: number })[];
}

export interface StoredResponses {
  stored: number;
  /** Texts that the item had already: dropped, since nobody can rank two equal answers. */
  duplicates: number;
}

/**
 * Stores the sampled responses of one item; of equal texts (white space at the ends aside) one is kept, whatever its
 * source. An item that was waiting becomes ready. Call it once a prompt: either all its responses are stored or none.
 * CONFLICT once somebody has claimed the item: what an annotator judges does not change under their hands.
 */
export async function storeResponses(
  db: DatabaseOrTransaction,
  { roundItemId, modelVersionId, sampling, completions }: StoreResponsesOptions,
): Promise<StoredResponses> {
  return db.transaction(async (tx) => {
    const [item] = await tx
      .select({ id: roundItems.id, projectId: roundItems.projectId })
      .from(roundItems)
      .where(eq(roundItems.id, roundItemId))
      .for("update");
    if (!item) throw new AppError("NOT_FOUND", "the item of these responses does not exist");
    const isAtHand = (await tx.$count(claims, eq(claims.roundItemId, item.id))) > 0;
    const isJudged = (await tx.$count(judgments, eq(judgments.roundItemId, item.id))) > 0;
    if (isAtHand || isJudged) {
      throw new AppError(
        "CONFLICT",
        "somebody is judging this item already: it can't get further responses",
        {
          details: { reason: "itemBeingJudged" },
        },
      );
    }
    if (completions.length === 0) return { stored: 0, duplicates: 0 };
    const inserted = await tx
      .insert(responses)
      .values(
        completions.map(({ text, tokenIds, logprobs, finishReason, seed }) => ({
          projectId: item.projectId,
          roundItemId,
          source: "sampled" as const,
          modelVersionId,
          sampling,
          tokenIds,
          logprobs,
          finishReason,
          seed,
          ...storedText(text),
        })),
      )
      .onConflictDoNothing({ target: [responses.roundItemId, responses.textHash] })
      .returning({ id: responses.id });
    const duplicates = completions.length - inserted.length;
    const duplicatesDropped = sql`${roundItems.duplicatesDropped} + ${duplicates}`;
    await tx
      .update(roundItems)
      .set({ status: "ready", failure: null, duplicatesDropped })
      .where(eq(roundItems.id, item.id));
    return { stored: inserted.length, duplicates };
  });
}
