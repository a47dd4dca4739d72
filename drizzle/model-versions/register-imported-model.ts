import { and, eq } from "drizzle-orm";
import type { DatabaseOrTransaction } from "@/drizzle/client";
import { registerModelVersion } from "@/drizzle/model-versions/register-model-version";
import { deployments, modelVersions, type ModelVersion } from "@/drizzle/schema/model-versions";

export interface RegisterImportedModelOptions {
  projectId: string;
  /** policy: a causal model, which answers; encoder: one that only reads, a base of reward models. */
  kind: "policy" | "encoder";
  /** One path segment under models/ of the data directory. */
  directory: string;
  name: string;
  tokenizerHash: string;
  contentHash: string;
  /** Where it came from, its size, its licence. */
  report?: Record<string, unknown>;
  jobId?: string;
  actorId?: string;
}

/**
 * Makes an imported model a version of the project; a policy is deployed if the project has no deployed one yet.
 * The same directory is registered once a project.
 */
export async function registerImportedModel(
  db: DatabaseOrTransaction,
  { actorId, ...options }: RegisterImportedModelOptions,
): Promise<ModelVersion> {
  return db.transaction(async (tx) => {
    const [known] = await tx
      .select()
      .from(modelVersions)
      .where(
        and(
          eq(modelVersions.projectId, options.projectId),
          eq(modelVersions.kind, options.kind),
          eq(modelVersions.directory, options.directory),
        ),
      );
    if (known) return known;
    const version = await registerModelVersion(tx, { ...options, source: "import" });
    if (options.kind !== "policy") return version;
    const [deployed] = await tx
      .select({ id: deployments.id })
      .from(deployments)
      .where(eq(deployments.projectId, options.projectId))
      .limit(1);
    if (!deployed) {
      await tx.insert(deployments).values({
        projectId: options.projectId,
        modelVersionId: version.id,
        reason: "initial",
        actorId,
      });
    }
    return version;
  });
}
