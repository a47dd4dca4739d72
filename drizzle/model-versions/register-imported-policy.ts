import { and, eq } from "drizzle-orm";
import type { DatabaseOrTransaction } from "@/drizzle/client";
import { registerModelVersion } from "@/drizzle/model-versions/register-model-version";
import { deployments, modelVersions, type ModelVersion } from "@/drizzle/schema/model-versions";

export interface RegisterImportedPolicyOptions {
  projectId: string;
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
 * Makes an imported model a policy version of the project, and deploys it if the project has no deployed policy yet.
 * The same directory is registered once a project.
 */
export async function registerImportedPolicy(
  db: DatabaseOrTransaction,
  { actorId, ...options }: RegisterImportedPolicyOptions,
): Promise<ModelVersion> {
  return db.transaction(async (tx) => {
    const [known] = await tx
      .select()
      .from(modelVersions)
      .where(
        and(
          eq(modelVersions.projectId, options.projectId),
          eq(modelVersions.kind, "policy"),
          eq(modelVersions.directory, options.directory),
        ),
      );
    if (known) return known;
    const version = await registerModelVersion(tx, { ...options, kind: "policy", source: "import" });
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
