import { randomInt } from "node:crypto";
import { and, asc, eq, inArray, isNull } from "drizzle-orm";
import { z } from "zod";
import type { Transaction } from "@/drizzle/client";
import { prompts } from "@/drizzle/schema/prompts";
import { roundItems, rounds } from "@/drizzle/schema/rounds";
import { sampleRoundConfigSchema } from "@/lib/contracts/sample-round";
import { samplingParametersSchema } from "@/lib/contracts/sampling";
import { AppError } from "@/lib/errors";
import { requireProjectAdmin } from "@/server/services/access";
import { recordAudit } from "@/server/services/audit/record-audit";
import { nextRoundNumber } from "@/server/services/round/next-round-number";
import { enqueueJob } from "@/server/services/run/enqueue-job";
import type { ServiceContext } from "@/server/services/service-context";
import { findPolicy } from "@/server/services/version/find-version";

const MAX_ITEMS = 10_000;

export const createRoundInput = z.strictObject({
  projectId: z.uuid(),
  name: z.string().trim().max(120).default(""),
  /** "all": every prompt that is not archived and that the policy is to answer. */
  promptIds: z.union([z.literal("all"), z.array(z.uuid()).min(1).max(MAX_ITEMS)]).default("all"),
  /** At most so many of them, drawn by position. */
  maxPrompts: z.int().min(1).max(MAX_ITEMS).optional(),
  /** Default: the deployed policy. */
  modelVersionId: z.uuid().optional(),
  /** Responses a prompt. */
  k: z.int().min(1).max(16).default(4),
  /** Default seed: a random one, kept with the round. */
  sampling: samplingParametersSchema
    .omit({ seed: true })
    .extend({ seed: z.int().min(0).max(Number.MAX_SAFE_INTEGER).optional() })
    .optional(),
  overlap: z.int().min(1).max(50).default(1),
  opensWhenSampled: z.boolean().default(true),
});

/** Makes a round of prompts and has the policy answer them in the background. */
export async function createRound({
  db,
  actor,
  projectId,
  name,
  promptIds,
  maxPrompts,
  modelVersionId,
  k,
  sampling,
  overlap,
  opensWhenSampled,
}: ServiceContext & z.infer<typeof createRoundInput>): Promise<{
  roundId: string;
  jobId: string;
  items: number;
}> {
  await requireProjectAdmin(db, actor, projectId);
  const version = await findPolicy(db, { projectId, versionId: modelVersionId });
  return db.transaction(async (tx) => {
    const chosen = await choosePrompts(tx, projectId, promptIds, maxPrompts ?? MAX_ITEMS);
    const [round] = await tx
      .insert(rounds)
      .values({
        projectId,
        number: await nextRoundNumber(tx, projectId),
        name,
        status: "sampling",
        policyVersionId: version.id,
        responsesPerPrompt: k,
        sampling: samplingParametersSchema.parse({ ...sampling, seed: sampling?.seed ?? randomInt(2 ** 32) }),
        overlap,
        opensWhenSampled,
        createdBy: actor.id,
      })
      .returning({ id: rounds.id, number: rounds.number });
    if (!round) throw new AppError("INTERNAL", "the round was not stored");
    await tx
      .insert(roundItems)
      .values(chosen.map((promptId, position) => ({ projectId, roundId: round.id, promptId, position })));
    const job = await enqueueJob(tx, {
      projectId,
      kind: "sample-round",
      payload: sampleRoundConfigSchema.parse({ roundId: round.id }),
      inputs: { roundId: round.id, policyVersionId: version.id },
      actorId: actor.id,
    });
    await tx.update(rounds).set({ jobId: job.id }).where(eq(rounds.id, round.id));
    await recordAudit(tx, {
      actorId: actor.id,
      projectId,
      action: "round.create",
      subjectId: round.id,
      details: { number: round.number, items: chosen.length, k, overlap, policyVersionId: version.id },
    });
    return { roundId: round.id, jobId: job.id, items: chosen.length };
  });
}

async function choosePrompts(
  tx: Transaction,
  projectId: string,
  promptIds: "all" | string[],
  limit: number,
): Promise<string[]> {
  const rows = await tx
    .select({ id: prompts.id })
    .from(prompts)
    .where(
      and(
        eq(prompts.projectId, projectId),
        isNull(prompts.archivedAt),
        promptIds === "all" ? eq(prompts.askPolicy, true) : inArray(prompts.id, promptIds),
      ),
    )
    .orderBy(asc(prompts.createdAt), asc(prompts.id))
    .limit(limit);
  if (rows.length === 0) {
    throw new AppError("NOT_ENOUGH_DATA", "there is no prompt to ask: add prompts to the project first", {
      details: { reason: "noPrompts" },
    });
  }
  if (promptIds !== "all" && rows.length < Math.min(new Set(promptIds).size, limit)) {
    throw new AppError("NOT_FOUND", "some of these prompts are archived or not of this project", {
      details: { reason: "promptsNotUsable" },
    });
  }
  return rows.map((row) => row.id);
}
