import { desc, eq } from "drizzle-orm";
import { z } from "zod";
import type { DatabaseOrTransaction, Transaction } from "@/drizzle/client";
import { deployments, modelVersions, type ModelVersion } from "@/drizzle/schema/model-versions";
import { projects } from "@/drizzle/schema/projects";
import { AppError } from "@/lib/errors";
import { requireProjectAdmin } from "@/server/services/access";
import { recordAudit } from "@/server/services/audit/record-audit";
import type { ServiceContext } from "@/server/services/service-context";
import { findVersion } from "@/server/services/version/find-version";
import {
  requireAnswerable,
  type RequireAnswerableOptions,
} from "@/server/services/version/require-answerable";

/** What its caller took to be deployed; null: nothing. What was deployed meanwhile is a CONFLICT. */
const expectedCurrentVersionId = z.uuid().nullable();

export const deployVersionInput = z.strictObject({
  projectId: z.uuid(),
  versionId: z.uuid(),
  expectedCurrentVersionId,
});
export const rollbackVersionInput = z.strictObject({ projectId: z.uuid(), expectedCurrentVersionId });

export interface Deployed {
  versionId: string;
  number: number;
  name: string;
  previousVersionId: string | null;
}

type ChangeOptions = ServiceContext & Omit<RequireAnswerableOptions, "version">;

/**
 * From now on this policy answers new rounds, if it can. Nothing restarts: the sampler loads a model when it is asked
 * for it.
 */
export async function deployVersion({
  db,
  actor,
  dataDirectory,
  sampler,
  projectId,
  versionId,
  expectedCurrentVersionId,
}: ChangeOptions & z.infer<typeof deployVersionInput>): Promise<Deployed> {
  await requireProjectAdmin(db, actor, projectId);
  const version = await findVersion(db, { projectId, versionId, kind: "policy" });
  const look = async (tx: DatabaseOrTransaction) => {
    const current = await findCurrent(tx, projectId);
    if (current?.modelVersionId === versionId) {
      throw new AppError("CONFLICT", `${version.name} is deployed already`, {
        details: { reason: "alreadyDeployed", version: version.name },
      });
    }
    return requireExpected(tx, current, expectedCurrentVersionId);
  };
  await look(db);
  await requireAnswerable({ version, dataDirectory, sampler });
  return db.transaction(async (tx) => {
    await lockProject(tx, projectId);
    const current = await look(tx);
    return replaceDeployed(tx, { actorId: actor.id, projectId, version, current, reason: "deploy" });
  });
}

/** Back to the version before the one that is deployed; once more goes further back. */
export async function rollbackVersion({
  db,
  actor,
  dataDirectory,
  sampler,
  projectId,
  expectedCurrentVersionId,
}: ChangeOptions & z.infer<typeof rollbackVersionInput>): Promise<Deployed> {
  await requireProjectAdmin(db, actor, projectId);
  const look = async (tx: DatabaseOrTransaction) => {
    const current = await requireExpected(tx, await findCurrent(tx, projectId), expectedCurrentVersionId);
    const version = await findVersionBefore(tx, projectId);
    if (!version) {
      throw new AppError("CONFLICT", "there is no earlier deployment to go back to", {
        details: { reason: "nothingToRollBack" },
      });
    }
    return { current, version };
  };
  await requireAnswerable({ version: (await look(db)).version, dataDirectory, sampler });
  return db.transaction(async (tx) => {
    await lockProject(tx, projectId);
    return replaceDeployed(tx, { actorId: actor.id, projectId, ...(await look(tx)), reason: "rollback" });
  });
}

type Deployment = typeof deployments.$inferSelect;

/** Two people who deploy at once do so one after the other. */
async function lockProject(tx: Transaction, projectId: string): Promise<void> {
  await tx.select({ id: projects.id }).from(projects).where(eq(projects.id, projectId)).for("update");
}

async function findCurrent(db: DatabaseOrTransaction, projectId: string): Promise<Deployment | null> {
  const [current] = await db
    .select()
    .from(deployments)
    .where(eq(deployments.projectId, projectId))
    .orderBy(desc(deployments.sequence))
    .limit(1);
  return current ?? null;
}

/** Whoever decides by what a page showed decides nothing about what came after it. */
async function requireExpected(
  db: DatabaseOrTransaction,
  current: Deployment | null,
  expected: string | null,
): Promise<Deployment | null> {
  if ((current?.modelVersionId ?? null) === expected) return current;
  const [now] = current
    ? await db
        .select({ name: modelVersions.name })
        .from(modelVersions)
        .where(eq(modelVersions.id, current.modelVersionId))
    : [];
  const version = now?.name ?? "–";
  throw new AppError("CONFLICT", `meanwhile ${version} was deployed: look at it, then decide again`, {
    details: { reason: "otherDeployed", version },
  });
}

/** Rollbacks take deployments off a stack: what a rollback undid is not what the next one returns to. */
async function findVersionBefore(db: DatabaseOrTransaction, projectId: string): Promise<ModelVersion | null> {
  const history = await db
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
