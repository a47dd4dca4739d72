import { and, desc, eq } from "drizzle-orm";
import type { DatabaseOrTransaction } from "@/drizzle/client";
import {
  deployments,
  modelVersions,
  type ModelVersion,
  type ModelVersionKind,
} from "@/drizzle/schema/model-versions";
import { AppError } from "@/lib/errors";

/** A version of the project and of the kind; NOT_FOUND otherwise. */
export async function findVersion(
  db: DatabaseOrTransaction,
  { projectId, versionId, kind }: { projectId: string; versionId: string; kind: ModelVersionKind },
): Promise<ModelVersion> {
  const [version] = await db
    .select()
    .from(modelVersions)
    .where(
      and(
        eq(modelVersions.id, versionId),
        eq(modelVersions.projectId, projectId),
        eq(modelVersions.kind, kind),
      ),
    );
  if (!version) throw new AppError("NOT_FOUND", `this project has no such ${kind} version`);
  return version;
}

/** The policy that answers now; null before the first deployment. */
export async function findDeployedVersion(
  db: DatabaseOrTransaction,
  projectId: string,
): Promise<ModelVersion | null> {
  const [row] = await db
    .select({ version: modelVersions })
    .from(deployments)
    .innerJoin(modelVersions, eq(modelVersions.id, deployments.modelVersionId))
    .where(eq(deployments.projectId, projectId))
    .orderBy(desc(deployments.sequence))
    .limit(1);
  return row?.version ?? null;
}

/** The named policy, or else the deployed one. */
export async function findPolicy(
  db: DatabaseOrTransaction,
  { projectId, versionId }: { projectId: string; versionId?: string },
): Promise<ModelVersion> {
  if (versionId !== undefined) return findVersion(db, { projectId, versionId, kind: "policy" });
  const deployed = await findDeployedVersion(db, projectId);
  if (!deployed) {
    throw new AppError("NOT_FOUND", "this project has no deployed policy: import a model first", {
      details: { reason: "noDeployedPolicy" },
    });
  }
  return deployed;
}
