import { and, desc, eq, getTableColumns, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { z } from "zod";
import { datasets } from "@/drizzle/schema/datasets";
import { modelVersions } from "@/drizzle/schema/model-versions";
import { requireProjectAdmin } from "@/server/services/access";
import type { ServiceContext } from "@/server/services/service-context";
import { countJudgmentsBehind } from "@/server/services/version/count-judgments-behind";
import { findDeployedVersion } from "@/server/services/version/find-version";

export const listVersionsInput = z.strictObject({
  projectId: z.uuid(),
  kind: z.enum(["policy", "reward", "encoder"]).optional(),
});

/** Newest first, each with what it was made from, and how many judgments shaped it. */
export async function listVersions({
  db,
  actor,
  projectId,
  kind,
}: ServiceContext & z.infer<typeof listVersionsInput>) {
  await requireProjectAdmin(db, actor, projectId);
  const parents = alias(modelVersions, "parents");
  const rewards = alias(modelVersions, "rewards");
  const deployed = await findDeployedVersion(db, projectId);
  const rows = await db
    .select({
      ...getTableColumns(modelVersions),
      parentKind: parents.kind,
      parentNumber: parents.number,
      parentName: parents.name,
      rewardNumber: rewards.number,
      rewardName: rewards.name,
      datasetNumber: datasets.number,
      roundCount: sql<number>`(select count(*)::int from rounds r where r.policy_version_id = ${modelVersions.id})`,
      deploymentCount: sql<number>`(select count(*)::int from deployments d where d.model_version_id = ${modelVersions.id})`,
    })
    .from(modelVersions)
    .leftJoin(parents, eq(parents.id, modelVersions.parentVersionId))
    .leftJoin(rewards, eq(rewards.id, modelVersions.rewardVersionId))
    .leftJoin(datasets, eq(datasets.id, modelVersions.datasetId))
    .where(
      and(
        eq(modelVersions.projectId, projectId),
        kind === undefined ? undefined : eq(modelVersions.kind, kind),
      ),
    )
    .orderBy(desc(modelVersions.createdAt), desc(modelVersions.id));
  const judgmentsBehind = await countJudgmentsBehind(
    db,
    rows.map(({ id }) => ({ key: id, versionIds: [id] })),
  );
  return rows.map((version) => ({
    ...version,
    isDeployed: version.id === deployed?.id,
    judgmentsBehind: judgmentsBehind(version.id),
  }));
}
