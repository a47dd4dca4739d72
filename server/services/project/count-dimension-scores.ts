import { count, eq } from "drizzle-orm";
import { z } from "zod";
import type { DatabaseOrTransaction } from "@/drizzle/client";
import { judgments, judgmentScores } from "@/drizzle/schema/judgments";
import { requireProjectAdmin } from "@/server/services/access";
import type { ServiceContext } from "@/server/services/service-context";

export const countDimensionScoresInput = z.strictObject({ projectId: z.uuid() });

/** How many scores each dimension of the project carries: one that has any must stay in the rubric. */
export async function countDimensionScores({
  db,
  actor,
  projectId,
}: ServiceContext & z.infer<typeof countDimensionScoresInput>): Promise<Record<string, number>> {
  await requireProjectAdmin(db, actor, projectId);
  return loadDimensionScores(db, projectId);
}

export async function loadDimensionScores(
  db: DatabaseOrTransaction,
  projectId: string,
): Promise<Record<string, number>> {
  const rows = await db
    .select({ dimension: judgmentScores.dimension, scores: count() })
    .from(judgmentScores)
    .innerJoin(judgments, eq(judgments.id, judgmentScores.judgmentId))
    .where(eq(judgments.projectId, projectId))
    .groupBy(judgmentScores.dimension);
  return Object.fromEntries(rows.map((row) => [row.dimension, row.scores]));
}
