import { desc, eq, or } from "drizzle-orm";
import { z } from "zod";
import { deployments, modelVersions } from "@/drizzle/schema/model-versions";
import { rounds } from "@/drizzle/schema/rounds";
import { users } from "@/drizzle/schema/users";
import { AppError } from "@/lib/errors";
import { requireProjectAdmin } from "@/server/services/access";
import type { ServiceContext } from "@/server/services/service-context";
import { countJudgmentsBehind } from "@/server/services/version/count-judgments-behind";
import { findDeployedVersion } from "@/server/services/version/find-version";
import { getLineage } from "@/server/services/version/get-lineage";

export const versionInput = z.strictObject({ versionId: z.uuid() });

/** A version with its evidence, its lineage back to the judgments, and where it was used. */
export async function getVersion({ db, actor, versionId }: ServiceContext & z.infer<typeof versionInput>) {
  const [version] = await db.select().from(modelVersions).where(eq(modelVersions.id, versionId));
  if (!version) throw new AppError("NOT_FOUND", "there is no such version");
  await requireProjectAdmin(db, actor, version.projectId);
  const deployed = await findDeployedVersion(db, version.projectId);
  return {
    ...version,
    isDeployed: deployed?.id === version.id,
    judgmentsBehind: (await countJudgmentsBehind(db, [{ key: versionId, versionIds: [versionId] }]))(
      versionId,
    ),
    lineage: await getLineage(db, versionId),
    deployments: await db
      .select({
        id: deployments.id,
        deployedAt: deployments.deployedAt,
        reason: deployments.reason,
        actorName: users.name,
      })
      .from(deployments)
      .leftJoin(users, eq(users.id, deployments.actorId))
      .where(eq(deployments.modelVersionId, versionId))
      .orderBy(desc(deployments.sequence)),
    rounds: await db
      .select({ id: rounds.id, number: rounds.number, name: rounds.name, status: rounds.status })
      .from(rounds)
      .where(eq(rounds.policyVersionId, versionId))
      .orderBy(desc(rounds.number)),
    children: await db
      .select({
        id: modelVersions.id,
        kind: modelVersions.kind,
        number: modelVersions.number,
        name: modelVersions.name,
      })
      .from(modelVersions)
      .where(or(eq(modelVersions.parentVersionId, versionId), eq(modelVersions.rewardVersionId, versionId)))
      .orderBy(desc(modelVersions.createdAt)),
  };
}
