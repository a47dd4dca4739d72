import { desc, eq } from "drizzle-orm";
import { z } from "zod";
import type { Transaction } from "@/drizzle/client";
import { deployments, modelVersions, type ModelVersion } from "@/drizzle/schema/model-versions";
import { projects } from "@/drizzle/schema/projects";
import { AppError } from "@/lib/errors";
import { requireProjectAdmin } from "@/server/services/access";
import { recordAudit } from "@/server/services/audit/record-audit";
import type { ServiceContext } from "@/server/services/service-context";
import { findVersion } from "@/server/services/version/find-version";

export const deployVersionInput = z.strictObject({ projectId: z.uuid(), versionId: z.uuid() });
export const rollbackVersionInput = z.strictObject({ projectId: z.uuid() });

export interface Deployed {
  versionId: string;
  number: number;
  name: string;
  previousVersionId: string | null;
}

/** From now on this policy answers new rounds. Nothing restarts: the sampler loads a model when it is asked for it. */
export async function deployVersion({
  db,
  actor,
  projectId,
  versionId,
}: ServiceContext & z.infer<typeof deployVersionInput>): Promise<Deployed> {
  await requireProjectAdmin(db, actor, projectId);
  return db.transaction(async (tx) => {
    const current = await lockCurrent(tx, projectId);
    const version = await findVersion(tx, { projectId, versionId, kind: "policy" });
    if (current?.modelVersionId === versionId) {
      throw new AppError("CONFLICT", `${version.name} is deployed already`, {
        details: { reason: "alreadyDeployed", version: version.name },
      });
    }
    return replaceDeployed(tx, { actorId: actor.id, projectId, version, current, reason: "deploy" });
  });
}

/** Back to the version before the one that is deployed; once more goes further back. */
export async function rollbackVersion({
  db,
  actor,
  projectId,
}: ServiceContext & z.infer<typeof rollbackVersionInput>): Promise<Deployed> {
  await requireProjectAdmin(db, actor, projectId);
  return db.transaction(async (tx) => {
    const current = await lockCurrent(tx, projectId);
    const target = await findVersionBefore(tx, projectId);
    if (!target)
      throw new AppError("CONFLICT", "there is no earlier deployment to go back to", {
        details: { reason: "nothingToRollBack" },
      });
    return replaceDeployed(tx, {
      actorId: actor.id,
      projectId,
      version: target,
      current,
      reason: "rollback",
    });
  });
}

type Deployment = typeof deployments.$inferSelect;

/** Two people who deploy at once do so one after the other. */
async function lockCurrent(tx: Transaction, projectId: string): Promise<Deployment | null> {
  await tx.select({ id: projects.id }).from(projects).where(eq(projects.id, projectId)).for("update");
  const [current] = await tx
    .select()
    .from(deployments)
    .where(eq(deployments.projectId, projectId))
    .orderBy(desc(deployments.sequence))
    .limit(1);
  return current ?? null;
}

/** Rollbacks take deployments off a stack: what a rollback undid is not what the next one returns to. */
async function findVersionBefore(tx: Transaction, projectId: string): Promise<ModelVersion | null> {
  const history = await tx
    .select({ reason: deployments.reason, version: modelVersions })
    .from(deployments)
    .innerJoin(modelVersions, eq(modelVersions.id, deployments.modelVersionId))
    .where(eq(deployments.projectId, projectId))
    .orderBy(deployments.sequence);
  const stack: ModelVersion[] = [];
  for (const { reason, version } of history) {
    if (reason === "rollback") stack.pop();
    else stack.push(version);
  }
  return stack.at(-2) ?? null;
}

async function replaceDeployed(
  tx: Transaction,
  {
    actorId,
    projectId,
    version,
    current,
    reason,
  }: {
    actorId: string;
    projectId: string;
    version: ModelVersion;
    current: Deployment | null;
    reason: "deploy" | "rollback";
  },
): Promise<Deployed> {
  const previousVersionId = current?.modelVersionId ?? null;
  await tx
    .insert(deployments)
    .values({ projectId, modelVersionId: version.id, previousVersionId, reason, actorId });
  await recordAudit(tx, {
    actorId,
    projectId,
    action: `version.${reason}`,
    subjectId: version.id,
    details: { number: version.number, previousVersionId },
  });
  return { versionId: version.id, number: version.number, name: version.name, previousVersionId };
}
