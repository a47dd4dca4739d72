import { and, count, desc, eq } from "drizzle-orm";
import { z } from "zod";
import { datasetJudgments } from "@/drizzle/schema/dataset-judgments";
import { jobs } from "@/drizzle/schema/jobs";
import { judgments } from "@/drizzle/schema/judgments";
import { responses } from "@/drizzle/schema/responses";
import { trainPolicyConfigSchema, type TrainPolicyConfig } from "@/lib/contracts/train-policy";
import {
  trainRewardModelConfigSchema,
  type TrainRewardModelConfig,
} from "@/lib/contracts/train-reward-model";
import { requireProjectAdmin } from "@/server/services/access";
import type { ServiceContext } from "@/server/services/service-context";

export const estimateRunInput = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("train-reward-model"),
    projectId: z.uuid(),
    datasetId: z.uuid(),
    config: trainRewardModelConfigSchema.pick({ epochs: true }).default({ epochs: 3 }),
  }),
  z.strictObject({
    kind: z.literal("train-policy"),
    projectId: z.uuid(),
    config: trainPolicyConfigSchema
      .pick({ iterations: true, batchSize: true, maxNewTokens: true, ppoEpochs: true })
      .default({ iterations: 8, batchSize: 8, maxNewTokens: 64, ppoEpochs: 4 }),
  }),
]);

/**
 * Seconds a unit of work takes where nothing was measured yet: a 135 M model on two processor cores. A unit is a
 * response an epoch (reward model), or a new token an epoch and one for the rollout (policy).
 */
const DEFAULT_SECONDS = { "train-reward-model": 0.8, "train-policy": 0.02 };
const RUNS_LOOKED_AT = 5;

/** How long a run will take, by the rate of the last ones here, or by a rule of thumb. */
export async function estimateRun({
  db,
  actor,
  ...input
}: ServiceContext & z.infer<typeof estimateRunInput>) {
  await requireProjectAdmin(db, actor, input.projectId);
  const units =
    input.kind === "train-policy"
      ? policyUnits(input.config)
      : input.config.epochs * (await countTrainResponses(db, input.datasetId));
  const rate = await measuredRate(db, input);
  return {
    seconds: Math.round(units * (rate ?? DEFAULT_SECONDS[input.kind])),
    basis: rate === null ? ("rule of thumb" as const) : ("earlier runs" as const),
  };
}

type PolicySize = Pick<TrainPolicyConfig, "iterations" | "batchSize" | "maxNewTokens" | "ppoEpochs">;

function policyUnits({ iterations, batchSize, maxNewTokens, ppoEpochs }: PolicySize): number {
  return iterations * batchSize * maxNewTokens * (ppoEpochs + 1);
}

async function countTrainResponses(db: ServiceContext["db"], datasetId: string): Promise<number> {
  const [row] = await db
    .select({ responses: count() })
    .from(datasetJudgments)
    .innerJoin(judgments, eq(judgments.id, datasetJudgments.judgmentId))
    .innerJoin(responses, eq(responses.roundItemId, judgments.roundItemId))
    .where(and(eq(datasetJudgments.datasetId, datasetId), eq(datasetJudgments.split, "train")));
  return row?.responses ?? 0;
}

/** Median seconds a unit of the last runs that ended in one attempt; null if there were none. */
async function measuredRate(
  db: ServiceContext["db"],
  { kind, projectId }: z.infer<typeof estimateRunInput>,
): Promise<number | null> {
  const done = await db
    .select()
    .from(jobs)
    .where(
      and(eq(jobs.projectId, projectId), eq(jobs.kind, kind), eq(jobs.status, "done"), eq(jobs.attempt, 1)),
    )
    .orderBy(desc(jobs.sequence))
    .limit(RUNS_LOOKED_AT);
  const rates: number[] = [];
  for (const { payload, inputs, startedAt, finishedAt } of done) {
    if (!startedAt || !finishedAt) continue;
    const units =
      kind === "train-policy"
        ? policyUnits(payload as PolicySize)
        : (payload as Pick<TrainRewardModelConfig, "epochs">).epochs *
          (await countTrainResponses(db, inputs.datasetId ?? ""));
    if (units > 0) rates.push((finishedAt.getTime() - startedAt.getTime()) / 1000 / units);
  }
  return rates.sort((a, b) => a - b)[Math.floor(rates.length / 2)] ?? null;
}
