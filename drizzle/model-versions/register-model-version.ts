import { and, eq, max } from "drizzle-orm";
import type { DatabaseOrTransaction } from "@/drizzle/client";
import { modelVersions, type ModelVersion, type ModelVersionKind } from "@/drizzle/schema/model-versions";
import { projects } from "@/drizzle/schema/projects";
import { AppError } from "@/lib/errors";

export interface RegisterModelVersionOptions {
  projectId: string;
  kind: ModelVersionKind;
  /** Default: "policy 3", "reward 2". */
  name?: string;
  /** One path segment under models/ of the data directory. */
  directory: string;
  /** "import" or the kind of the job that made it. */
  source: string;
  parentVersionId?: string;
  datasetId?: string;
  rewardVersionId?: string;
  jobId?: string;
  tokenizerHash: string;
  contentHash: string;
  report?: Record<string, unknown>;
  parity?: Record<string, unknown>;
}

/**
 * Adds a model directory to a project as its next version. A job that registers the same directory again (it died
 * between writing and finishing) gets the row of the first time.
 */
export async function registerModelVersion(
  db: DatabaseOrTransaction,
  { projectId, kind, name, ...values }: RegisterModelVersionOptions,
): Promise<ModelVersion> {
  return db.transaction(async (tx) => {
    // numbers are handed out one at a time
    const [project] = await tx
      .select({ id: projects.id })
      .from(projects)
      .where(eq(projects.id, projectId))
      .for("update");
    if (!project) throw new AppError("NOT_FOUND", "the project of this model version does not exist");
    if (values.jobId !== undefined) {
      const [known] = await tx
        .select()
        .from(modelVersions)
        .where(and(eq(modelVersions.jobId, values.jobId), eq(modelVersions.directory, values.directory)));
      if (known) return known;
    }
    const [latest] = await tx
      .select({ number: max(modelVersions.number) })
      .from(modelVersions)
      .where(and(eq(modelVersions.projectId, projectId), eq(modelVersions.kind, kind)));
    const number = (latest?.number ?? 0) + 1;
    const [version] = await tx
      .insert(modelVersions)
      .values({ ...values, projectId, kind, number, name: name ?? `${kind} ${number}` })
      .returning();
    if (!version) throw new AppError("INTERNAL", "the model version was not stored");
    return version;
  });
}
