import { isDeepStrictEqual } from "node:util";
import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import type { Transaction } from "@/drizzle/client";
import { projects } from "@/drizzle/schema/projects";
import { rubricSchema, type Rubric } from "@/lib/contracts/rubric";
import { AppError } from "@/lib/errors";
import { requireProjectAdmin } from "@/server/services/access";
import { recordAudit } from "@/server/services/audit/record-audit";
import { loadDimensionScores } from "@/server/services/project/count-dimension-scores";
import type { ServiceContext } from "@/server/services/service-context";

export const updateProjectInput = z.strictObject({
  projectId: z.uuid(),
  name: z.string().trim().min(1).max(120).optional(),
  description: z.string().trim().max(2000).optional(),
  rubric: rubricSchema.optional(),
  guidelines: z.string().max(50_000).optional(),
});

/** A change of rubric or guidelines makes a new guidelines version; earlier judgments keep theirs. */
export async function updateProject({
  db,
  actor,
  projectId,
  ...changes
}: ServiceContext & z.infer<typeof updateProjectInput>) {
  return db.transaction(async (tx) => {
    const before = await requireProjectAdmin(tx, actor, projectId);
    const changed = Object.fromEntries(
      Object.entries(changes).filter(
        ([key, value]) =>
          value !== undefined && !isDeepStrictEqual(value, before[key as keyof typeof changes]),
      ),
    ) as typeof changes;
    if (Object.keys(changed).length === 0) return before;
    if (changed.rubric) await requireJudgedDimensions(tx, projectId, changed.rubric);
    const judgedAnew = "rubric" in changed || "guidelines" in changed;
    const [after = before] = await tx
      .update(projects)
      .set({
        ...changed,
        ...(judgedAnew && { guidelinesVersion: sql`${projects.guidelinesVersion} + 1` }),
      })
      .where(eq(projects.id, projectId))
      .returning();
    await recordAudit(tx, {
      actorId: actor.id,
      projectId,
      action: "project.update",
      subjectId: projectId,
      details: { changed: Object.keys(changed), guidelinesVersion: after.guidelinesVersion },
    });
    return after;
  });
}

/** A dimension that has been judged stays: without it its scores would mean nothing. */
async function requireJudgedDimensions(tx: Transaction, projectId: string, rubric: Rubric): Promise<void> {
  const kept = new Set(rubric.map((dimension) => dimension.key));
  const judged = Object.entries(await loadDimensionScores(tx, projectId));
  const lost = judged.find(([key]) => !kept.has(key));
  if (!lost) return;
  const [key, scores] = lost;
  throw new AppError(
    "CONFLICT",
    `the dimension "${key}" has ${scores} scores: it can be renamed, but not removed`,
    { details: { reason: "dimensionJudged", dimension: key, scores } },
  );
}
