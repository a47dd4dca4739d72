import type { Transaction } from "@/drizzle/client";
import { storeImportedResponses } from "@/drizzle/rounds/store-imported-responses";
import { roundItems, rounds } from "@/drizzle/schema/rounds";
import { samplingParametersSchema } from "@/lib/contracts/sampling";
import { AppError } from "@/lib/errors";
import { nextRoundNumber } from "@/server/services/round/next-round-number";

export interface CreateImportedRoundOptions {
  projectId: string;
  actorId: string | null;
  /** Where the responses come from, kept with each of them. */
  sourceLabel: string;
  name?: string;
  overlap?: number;
  /** Two entries of one prompt become one item with the responses of both. */
  items: readonly { promptId: string; texts: readonly string[] }[];
}

/** A draft round whose responses all come from elsewhere. */
export async function createImportedRound(
  tx: Transaction,
  { projectId, actorId, sourceLabel, name = "", overlap = 1, items }: CreateImportedRoundOptions,
): Promise<{ roundId: string; stored: number; duplicates: number }> {
  const textsOfPrompt = new Map<string, string[]>();
  for (const { promptId, texts } of items) {
    textsOfPrompt.set(promptId, [...(textsOfPrompt.get(promptId) ?? []), ...texts]);
  }
  const [round] = await tx
    .insert(rounds)
    .values({
      projectId,
      number: await nextRoundNumber(tx, projectId),
      name,
      status: "draft",
      responsesPerPrompt: 0,
      sampling: samplingParametersSchema.parse({}),
      overlap,
      createdBy: actorId,
    })
    .returning({ id: rounds.id });
  if (!round) throw new AppError("INTERNAL", "the round was not stored");
  const rows = await tx
    .insert(roundItems)
    .values(
      [...textsOfPrompt.keys()].map((promptId, position) => ({
        projectId,
        roundId: round.id,
        promptId,
        position,
      })),
    )
    .returning({ id: roundItems.id, promptId: roundItems.promptId });
  const counts = await storeImportedResponses(tx, {
    sourceLabel,
    items: rows.map((item) => ({ roundItemId: item.id, texts: textsOfPrompt.get(item.promptId) ?? [] })),
  });
  return { roundId: round.id, ...counts };
}
