import { asc, count, desc, eq, getTableColumns, sql } from "drizzle-orm";
import { z } from "zod";
import { jobs } from "@/drizzle/schema/jobs";
import { modelVersions } from "@/drizzle/schema/model-versions";
import { roundItems, rounds } from "@/drizzle/schema/rounds";
import { requireProjectAdmin } from "@/server/services/access";
import type { ServiceContext } from "@/server/services/service-context";

export const listRoundsInput = z.strictObject({ projectId: z.uuid() });

/** Newest first, with how far each is. */
export async function listRounds({ db, actor, projectId }: ServiceContext & z.infer<typeof listRoundsInput>) {
  await requireProjectAdmin(db, actor, projectId);
  const withStatus = (status: string) => count(sql`case when ${roundItems.status} = ${status} then 1 end`);
  return db
    .select({
      ...getTableColumns(rounds),
      policyNumber: modelVersions.number,
      policyName: modelVersions.name,
      jobStatus: jobs.status,
      jobProgress: jobs.progress,
      jobError: jobs.error,
      itemCount: count(roundItems.id),
      pendingItems: withStatus("pending"),
      readyItems: withStatus("ready"),
      judgedItems: withStatus("judged"),
      failedItems: withStatus("failed"),
      judgmentCount: sql<number>`(select count(*)::int from judgments j join round_items i on i.id = j.round_item_id where i.round_id = ${rounds.id} and j.counted)`,
      syntheticJudgmentCount: sql<number>`(select count(*)::int from judgments j join round_items i on i.id = j.round_item_id where i.round_id = ${rounds.id} and j.counted and j.synthetic)`,
    })
    .from(rounds)
    .leftJoin(roundItems, eq(roundItems.roundId, rounds.id))
    .leftJoin(modelVersions, eq(modelVersions.id, rounds.policyVersionId))
    .leftJoin(jobs, eq(jobs.id, rounds.jobId))
    .where(eq(rounds.projectId, projectId))
    .groupBy(rounds.id, modelVersions.id, jobs.id)
    .orderBy(desc(rounds.number), asc(rounds.id));
}
