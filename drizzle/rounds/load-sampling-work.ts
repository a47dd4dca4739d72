import { and, asc, eq } from "drizzle-orm";
import type { DatabaseOrTransaction } from "@/drizzle/client";
import { modelVersions } from "@/drizzle/schema/model-versions";
import { prompts } from "@/drizzle/schema/prompts";
import { roundItems, rounds, type Round } from "@/drizzle/schema/rounds";
import type { Conversation } from "@/lib/contracts/message";
import { AppError } from "@/lib/errors";

export interface SamplingWork {
  round: Round;
  modelVersionId: string;
  /** Name of the policy's directory, and so of the sampler's model. */
  modelDirectory: string;
  /** Items that still wait for responses, in order. */
  pending: { roundItemId: string; position: number; messages: Conversation }[];
  /** Items of the whole round. */
  total: number;
}

/** What a sample-round job has to do, read anew each time it starts. */
export async function loadSamplingWork(db: DatabaseOrTransaction, roundId: string): Promise<SamplingWork> {
  const [row] = await db
    .select({ round: rounds, directory: modelVersions.directory })
    .from(rounds)
    .leftJoin(modelVersions, eq(modelVersions.id, rounds.policyVersionId))
    .where(eq(rounds.id, roundId));
  if (!row) throw new AppError("NOT_FOUND", `round ${roundId} does not exist`);
  if (row.round.policyVersionId === null || row.directory === null) {
    throw new AppError("INVALID_INPUT", "this round has no policy: there is nothing to sample", {
      details: { reason: "roundWithoutPolicy" },
    });
  }
  const pending = await db
    .select({ roundItemId: roundItems.id, position: roundItems.position, messages: prompts.messages })
    .from(roundItems)
    .innerJoin(prompts, eq(prompts.id, roundItems.promptId))
    .where(and(eq(roundItems.roundId, roundId), eq(roundItems.status, "pending")))
    .orderBy(asc(roundItems.position));
  const total = await db.$count(roundItems, eq(roundItems.roundId, roundId));
  return {
    round: row.round,
    modelVersionId: row.round.policyVersionId,
    modelDirectory: row.directory,
    pending,
    total,
  };
}
