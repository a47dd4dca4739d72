import type { DatabaseOrTransaction } from "@/drizzle/client";
import { registerModelVersion } from "@/drizzle/model-versions/register-model-version";
import type { Job } from "@/drizzle/schema/jobs";
import type { ModelVersion } from "@/drizzle/schema/model-versions";
import { AppError } from "@/lib/errors";

export interface RegisterTrainedVersionOptions {
  job: Pick<Job, "id" | "kind" | "projectId" | "inputs">;
  /** One path segment under models/ of the data directory. */
  directory: string;
  tokenizerHash: string;
  contentHash: string;
  report: Record<string, unknown>;
  parity?: Record<string, unknown>;
}

/** Registers what a training job made, with the lineage that stands in the job's inputs. */
export async function registerTrainedVersion(
  db: DatabaseOrTransaction,
  { job, ...result }: RegisterTrainedVersionOptions,
): Promise<ModelVersion> {
  if (job.projectId === null) {
    throw new AppError("INTERNAL", `job ${job.id} belongs to no project: its model can't become a version`);
  }
  const { baseVersionId, datasetId, policyVersionId, rewardVersionId, versionName } = job.inputs;
  const common = { ...result, projectId: job.projectId, jobId: job.id, source: job.kind, name: versionName };
  switch (job.kind) {
    case "train-reward-model":
      return registerModelVersion(db, {
        ...common,
        kind: "reward",
        parentVersionId: baseVersionId,
        datasetId,
      });
    case "train-policy":
      return registerModelVersion(db, {
        ...common,
        kind: "policy",
        parentVersionId: policyVersionId,
        rewardVersionId,
      });
    default:
      throw new AppError("INTERNAL", `a job of kind ${job.kind} trains no model`);
  }
}
