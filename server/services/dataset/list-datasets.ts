import { desc, eq, getTableColumns, sql } from "drizzle-orm";
import { z } from "zod";
import { datasets } from "@/drizzle/schema/datasets";
import { users } from "@/drizzle/schema/users";
import { requireProjectAdmin } from "@/server/services/access";
import type { ServiceContext } from "@/server/services/service-context";

export const listDatasetsInput = z.strictObject({ projectId: z.uuid() });

/** Newest first. */
export async function listDatasets({
  db,
  actor,
  projectId,
}: ServiceContext & z.infer<typeof listDatasetsInput>) {
  await requireProjectAdmin(db, actor, projectId);
  return db
    .select({
      ...getTableColumns(datasets),
      createdByName: users.name,
      rewardVersionCount: sql<number>`(select count(*)::int from model_versions v where v.dataset_id = ${datasets.id})`,
    })
    .from(datasets)
    .leftJoin(users, eq(users.id, datasets.createdBy))
    .where(eq(datasets.projectId, projectId))
    .orderBy(desc(datasets.number));
}
