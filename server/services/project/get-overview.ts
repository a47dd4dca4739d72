import { and, count, countDistinct, desc, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { jobs } from "@/drizzle/schema/jobs";
import { judgments } from "@/drizzle/schema/judgments";
import { deployments, modelVersions } from "@/drizzle/schema/model-versions";
import { roundItems, rounds } from "@/drizzle/schema/rounds";
import { requireProjectAdmin } from "@/server/services/access";
import { getLoop } from "@/server/services/project/get-loop";
import type { ServiceContext } from "@/server/services/service-context";

export const getOverviewInput = z.strictObject({ projectId: z.uuid() });

/** The numbers of a project's first page. */
export async function getOverview({
  db,
  actor,
  projectId,
}: ServiceContext & z.infer<typeof getOverviewInput>) {
  const project = await requireProjectAdmin(db, actor, projectId);
  const [today] = await db
    .select({ judgments: count(), annotators: countDistinct(judgments.userId) })
    .from(judgments)
    .where(
      and(
        eq(judgments.projectId, projectId),
        eq(judgments.synthetic, false),
        sql`${judgments.submittedAt} > now() - interval '24 hours'`,
      ),
    );
  const [deployed] = await db
    .select({
      versionId: modelVersions.id,
      number: modelVersions.number,
      name: modelVersions.name,
      deployedAt: deployments.deployedAt,
    })
    .from(deployments)
    .innerJoin(modelVersions, eq(modelVersions.id, deployments.modelVersionId))
    .where(eq(deployments.projectId, projectId))
    .orderBy(desc(deployments.sequence))
    .limit(1);
  const [round] = await db
    .select({
      id: rounds.id,
      number: rounds.number,
      name: rounds.name,
      status: rounds.status,
      items: count(roundItems.id),
      judgedItems: count(sql`case when ${roundItems.status} = 'judged' then 1 end`),
    })
    .from(rounds)
    .leftJoin(roundItems, eq(roundItems.roundId, rounds.id))
    .where(eq(rounds.projectId, projectId))
    .groupBy(rounds.id)
    .orderBy(desc(rounds.number))
    .limit(1);
  const recentRuns = await db
    .select({
      id: jobs.id,
      kind: jobs.kind,
      status: jobs.status,
      progress: jobs.progress,
      error: jobs.error,
      createdAt: jobs.createdAt,
      finishedAt: jobs.finishedAt,
    })
    .from(jobs)
    .where(eq(jobs.projectId, projectId))
    .orderBy(desc(jobs.sequence))
    .limit(5);
  return {
    project: { id: project.id, name: project.name, description: project.description, isDemo: project.isDemo },
    loop: await getLoop(db, projectId),
    lastDay: { judgments: today?.judgments ?? 0, annotators: today?.annotators ?? 0 },
    deployed: deployed ?? null,
    latestRound: round ?? null,
    recentRuns,
  };
}
