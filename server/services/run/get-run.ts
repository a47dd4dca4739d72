import { eq, inArray } from "drizzle-orm";
import type { z } from "zod";
import { datasets } from "@/drizzle/schema/datasets";
import { modelVersions } from "@/drizzle/schema/model-versions";
import { rounds } from "@/drizzle/schema/rounds";
import { users } from "@/drizzle/schema/users";
import { findRun, type runInput } from "@/server/services/run/find-run";
import type { ServiceContext } from "@/server/services/service-context";
import { countJudgmentsBehind } from "@/server/services/version/count-judgments-behind";

/** A run with what it was launched from and what it made. */
export async function getRun({ db, actor, jobId }: ServiceContext & z.infer<typeof runInput>) {
  const job = await findRun(db, actor, jobId);
  const { roundId, datasetId, baseVersionId, policyVersionId, rewardVersionId } = job.inputs;
  const versionIds = [baseVersionId, policyVersionId, rewardVersionId].filter((id) => id !== undefined);
  const versionColumns = {
    id: modelVersions.id,
    kind: modelVersions.kind,
    number: modelVersions.number,
    name: modelVersions.name,
  };
  const versions = versionIds.length
    ? await db.select(versionColumns).from(modelVersions).where(inArray(modelVersions.id, versionIds))
    : [];
  const versionOf = (id: string | undefined) => versions.find((version) => version.id === id) ?? null;
  const [dataset] = datasetId
    ? await db
        .select({ id: datasets.id, number: datasets.number, contentHash: datasets.contentHash })
        .from(datasets)
        .where(eq(datasets.id, datasetId))
    : [];
  const [round] = roundId
    ? await db
        .select({ id: rounds.id, number: rounds.number, name: rounds.name, status: rounds.status })
        .from(rounds)
        .where(eq(rounds.id, roundId))
    : [];
  const [author] = job.createdBy
    ? await db.select({ name: users.name }).from(users).where(eq(users.id, job.createdBy))
    : [];
  const [made] = await db.select(versionColumns).from(modelVersions).where(eq(modelVersions.jobId, jobId));
  const judgmentsBehind = await countJudgmentsBehind(db, [
    { key: jobId, versionIds, datasetIds: [datasetId] },
  ]);
  return {
    id: job.id,
    projectId: job.projectId,
    kind: job.kind,
    status: job.status,
    attempt: job.attempt,
    maxAttempts: job.maxAttempts,
    progress: job.progress,
    error: job.error,
    result: job.result,
    cancelRequestedAt: job.cancelRequestedAt,
    checkpointedAt: job.checkpointedAt,
    createdAt: job.createdAt,
    startedAt: job.startedAt,
    finishedAt: job.finishedAt,
    createdByName: author?.name ?? null,
    /** The stage's configuration. */
    config: job.payload,
    inputs: {
      round: round ?? null,
      dataset: dataset ?? null,
      base: versionOf(baseVersionId),
      policy: versionOf(policyVersionId),
      reward: versionOf(rewardVersionId),
    },
    judgmentsBehind: judgmentsBehind(jobId),
    /** The version that it made. */
    version: made ?? null,
  };
}
