import { randomUUID } from "node:crypto";
import { and, eq, inArray } from "drizzle-orm";
import { z } from "zod";
import { datasets } from "@/drizzle/schema/datasets";
import { modelVersions } from "@/drizzle/schema/model-versions";
import { trainRewardModelConfigSchema } from "@/lib/contracts/train-reward-model";
import { AppError } from "@/lib/errors";
import { requireProjectAdmin } from "@/server/services/access";
import { recordAudit } from "@/server/services/audit/record-audit";
import { enqueueJob } from "@/server/services/run/enqueue-job";
import type { ServiceContext } from "@/server/services/service-context";
import { findDeployedVersion } from "@/server/services/version/find-version";

export const launchRewardModelInput = z.strictObject({
  projectId: z.uuid(),
  datasetId: z.uuid(),
  /** The version whose trunk carries the reward head, a policy or an encoder. Default: the deployed policy. */
  baseVersionId: z.uuid().optional(),
  /** Of the version that comes out. */
  name: z.string().trim().min(1).max(120).optional(),
  /** Hyperparameters; paths are the server's business. */
  config: trainRewardModelConfigSchema
    .omit({ base: true, trainData: true, evalData: true, out: true })
    .optional(),
});

/** Queues the fitting of a reward model to a dataset. Paths in the payload are relative to the data directory. */
export async function launchRewardModel({
  db,
  actor,
  projectId,
  datasetId,
  baseVersionId,
  name,
  config,
}: ServiceContext & z.infer<typeof launchRewardModelInput>): Promise<{ jobId: string }> {
  await requireProjectAdmin(db, actor, projectId);
  const [dataset] = await db
    .select()
    .from(datasets)
    .where(and(eq(datasets.id, datasetId), eq(datasets.projectId, projectId)));
  if (!dataset) throw new AppError("NOT_FOUND", "this project has no such dataset");
  const base = await findBase({ db, projectId, baseVersionId });

  const jobId = randomUUID();
  const payload = trainRewardModelConfigSchema.parse({
    ...config,
    base: `models/${base.directory}`,
    trainData: `${dataset.path}/train.jsonl`,
    evalData: `${dataset.path}/eval.jsonl`,
    out: `models/reward-${jobId}`,
  });
  return db.transaction(async (tx) => {
    await enqueueJob(tx, {
      id: jobId,
      projectId,
      kind: "train-reward-model",
      payload,
      inputs: {
        datasetId,
        datasetHash: dataset.contentHash,
        baseVersionId: base.id,
        versionName: name,
      },
      actorId: actor.id,
    });
    await recordAudit(tx, {
      actorId: actor.id,
      projectId,
      action: "run.launchRewardModel",
      subjectId: jobId,
      details: { dataset: dataset.number, base: `${base.kind} ${base.number}` },
    });
    return { jobId };
  });
}

async function findBase({
  db,
  projectId,
  baseVersionId,
}: Pick<ServiceContext, "db"> & { projectId: string; baseVersionId?: string }) {
  if (baseVersionId === undefined) {
    const deployed = await findDeployedVersion(db, projectId);
    if (deployed) return deployed;
    throw new AppError("NOT_FOUND", "this project has no deployed policy to build on: import a model first", {
      details: { reason: "noDeployedPolicy" },
    });
  }
  const [base] = await db
    .select()
    .from(modelVersions)
    .where(
      and(
        eq(modelVersions.id, baseVersionId),
        eq(modelVersions.projectId, projectId),
        inArray(modelVersions.kind, ["policy", "encoder"]),
      ),
    );
  if (!base) throw new AppError("NOT_FOUND", "this project has no such policy or encoder to build on");
  return base;
}
