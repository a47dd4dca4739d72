import { desc, eq } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { z } from "zod";
import { deployments, modelVersions } from "@/drizzle/schema/model-versions";
import { users } from "@/drizzle/schema/users";
import { requireProjectAdmin } from "@/server/services/access";
import type { ServiceContext } from "@/server/services/service-context";

export const currentVersionInput = z.strictObject({ projectId: z.uuid() });

const HISTORY = 50;

/** What is deployed (null before the first deployment), and the deployments before, newest first. */
export async function getCurrentVersion({
  db,
  actor,
  projectId,
}: ServiceContext & z.infer<typeof currentVersionInput>) {
  await requireProjectAdmin(db, actor, projectId);
  const previous = alias(modelVersions, "previous");
  const history = await db
    .select({
      id: deployments.id,
      deployedAt: deployments.deployedAt,
      reason: deployments.reason,
      actorName: users.name,
      versionId: modelVersions.id,
      versionNumber: modelVersions.number,
      versionName: modelVersions.name,
      previousVersionId: previous.id,
      previousNumber: previous.number,
      previousName: previous.name,
    })
    .from(deployments)
    .innerJoin(modelVersions, eq(modelVersions.id, deployments.modelVersionId))
    .leftJoin(previous, eq(previous.id, deployments.previousVersionId))
    .leftJoin(users, eq(users.id, deployments.actorId))
    .where(eq(deployments.projectId, projectId))
    .orderBy(desc(deployments.sequence))
    .limit(HISTORY);
  return { current: history[0] ?? null, history };
}
