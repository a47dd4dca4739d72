import { and, asc, eq } from "drizzle-orm";
import { z } from "zod";
import { registerImportedModel } from "@/drizzle/model-versions/register-imported-model";
import { modelVersions } from "@/drizzle/schema/model-versions";
import { projectMembers, projects } from "@/drizzle/schema/projects";
import { DEFAULT_GUIDELINES, DEFAULT_RUBRIC } from "@/drizzle/seed/default-rubric";
import { rubricSchema } from "@/lib/contracts/rubric";
import { AppError } from "@/lib/errors";
import { requireAdmin } from "@/server/services/access";
import { recordAudit } from "@/server/services/audit/record-audit";
import type { ServiceContext } from "@/server/services/service-context";

export const createProjectInput = z.strictObject({
  name: z.string().trim().min(1, "a project needs a name").max(120),
  description: z.string().trim().max(2000).default(""),
  rubric: rubricSchema.optional(),
  guidelines: z.string().max(50_000).optional(),
});

/** A new project starts with the policy that this installation imported first, already deployed, if there is one. */
export async function createProject({
  db,
  actor,
  name,
  description,
  rubric = DEFAULT_RUBRIC,
  guidelines = DEFAULT_GUIDELINES,
}: ServiceContext & z.infer<typeof createProjectInput>): Promise<{ id: string }> {
  requireAdmin(actor);
  return db.transaction(async (tx) => {
    const [project] = await tx
      .insert(projects)
      .values({ name, description, rubric, guidelines, createdBy: actor.id })
      .returning({ id: projects.id });
    if (!project) throw new AppError("INTERNAL", "the project was not stored");
    await tx.insert(projectMembers).values({ projectId: project.id, userId: actor.id });
    const [basePolicy] = await tx
      .select()
      .from(modelVersions)
      .where(and(eq(modelVersions.source, "import"), eq(modelVersions.kind, "policy")))
      .orderBy(asc(modelVersions.createdAt), asc(modelVersions.id))
      .limit(1);
    if (basePolicy) {
      await registerImportedModel(tx, {
        projectId: project.id,
        kind: "policy",
        directory: basePolicy.directory,
        name: basePolicy.name,
        tokenizerHash: basePolicy.tokenizerHash,
        contentHash: basePolicy.contentHash,
        report: basePolicy.report,
        actorId: actor.id,
      });
    }
    await recordAudit(tx, {
      actorId: actor.id,
      projectId: project.id,
      action: "project.create",
      subjectId: project.id,
      details: { name },
    });
    return { id: project.id };
  });
}
