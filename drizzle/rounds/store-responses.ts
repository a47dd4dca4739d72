import { createHash } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import type { DatabaseOrTransaction } from "@/drizzle/client";
import { judgments } from "@/drizzle/schema/judgments";
import { responses } from "@/drizzle/schema/responses";
import { claims } from "@/drizzle/schema/claims";
import { roundItems, rounds } from "@/drizzle/schema/rounds";
import type { Completion, SamplingParameters } from "@/lib/contracts/sampling";
import { AppError } from "@/lib/errors";

interface SampledResponses {
  source: "sampled";
  roundItemId: string;
  modelVersionId: string;
  sampling: SamplingParameters;
  completions: readonly (Completion & { seed: number })[];
}

interface ImportedResponses {
  source: "imported";
  roundItemId: string;
  sourceLabel: string;
  texts: readonly string[];
}

export type StoreResponsesOptions = SampledResponses | ImportedResponses;

export interface StoredResponses {
  stored: number;
  /** Texts that the item had already: dropped, since nobody can rank two equal answers. */
  duplicates: number;
}

/**
 * Stores responses of one item; of equal texts (white space at the ends aside) one is kept, whatever its source.
 * An item that was waiting becomes ready. Call it once a prompt: either all its responses are stored or none.
 * CONFLICT once somebody has claimed the item: what an annotator judges does not change under their hands.
 */
export async function storeResponses(
  db: DatabaseOrTransaction,
  options: StoreResponsesOptions,
): Promise<StoredResponses> {
  return db.transaction(async (tx) => {
    const [item] = await tx
      .select({
        id: roundItems.id,
        projectId: roundItems.projectId,
        responsesPerPrompt: rounds.responsesPerPrompt,
      })
      .from(roundItems)
      .innerJoin(rounds, eq(rounds.id, roundItems.roundId))
      .where(eq(roundItems.id, options.roundItemId))
      .for("update", { of: roundItems });
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

    const rows = responseRows(options, item.projectId);
    if (rows.length === 0) return { stored: 0, duplicates: 0 };
    const inserted = await tx
      .insert(responses)
      .values(rows)
      .onConflictDoNothing({ target: [responses.roundItemId, responses.textHash] })
      .returning({ id: responses.id });
    const duplicates = rows.length - inserted.length;
    if (options.source === "sampled") {
      const duplicatesDropped = sql`${roundItems.duplicatesDropped} + ${duplicates}`;
      await tx
        .update(roundItems)
        .set({ status: "ready", failure: null, duplicatesDropped })
        .where(eq(roundItems.id, item.id));
    } else if (item.responsesPerPrompt === 0) {
      // beside responses that are still to be sampled, the item goes on waiting for those
      await tx.update(roundItems).set({ status: "ready" }).where(eq(roundItems.id, item.id));
    }
    return { stored: inserted.length, duplicates };
  });
}

function responseRows(options: StoreResponsesOptions, projectId: string): (typeof responses.$inferInsert)[] {
  const { roundItemId } = options;
  if (options.source === "imported") {
    return options.texts.map((text) => ({
      projectId,
      roundItemId,
      source: "imported" as const,
      sourceLabel: options.sourceLabel,
      ...storedText(text),
    }));
  }
  return options.completions.map(({ text, tokenIds, logprobs, finishReason, seed }) => ({
    projectId,
    roundItemId,
    source: "sampled" as const,
    modelVersionId: options.modelVersionId,
    sampling: options.sampling,
    tokenIds,
    logprobs,
    finishReason,
    seed,
    ...storedText(text),
  }));
}

function storedText(raw: string): { text: string; textHash: string } {
  // Postgres texts hold no NUL; the token ids keep what was drawn
  const text = raw.replaceAll("\0", "");
  return { text, textHash: createHash("sha256").update(text.trim()).digest("hex") };
}
