import { asc, desc, eq, getTableColumns, inArray, sql } from "drizzle-orm";
import { projectMembers, projects } from "@/drizzle/schema/projects";
import type { ServiceContext } from "@/server/services/service-context";

/** Projects that the actor may open, the newest first, with what is in them. */
export async function listProjects({ db, actor }: ServiceContext) {
  const { id, name, description, isDemo, createdAt } = getTableColumns(projects);
  return db
    .select({
      // the subqueries name the table themselves: Drizzle leaves it off where there is only one
      id,
      name,
      description,
      isDemo,
      createdAt,
      promptCount: sql<number>`(select count(*)::int from prompts p where p.project_id = projects.id and p.archived_at is null)`,
      openRoundCount: sql<number>`(select count(*)::int from rounds r where r.project_id = projects.id and r.status = 'open')`,
      judgmentCount: sql<number>`(select count(*)::int from judgments j where j.project_id = projects.id)`,
      memberCount: sql<number>`(select count(*)::int from project_members m where m.project_id = projects.id)`,
      hasSyntheticJudgments: sql<boolean>`exists (select 1 from judgments j where j.project_id = projects.id and j.synthetic)`,
    })
    .from(projects)
    .where(
      actor.role === "admin"
        ? undefined
        : inArray(
            projects.id,
            db
              .select({ id: projectMembers.projectId })
              .from(projectMembers)
              .where(eq(projectMembers.userId, actor.id)),
          ),
    )
    .orderBy(desc(projects.createdAt), asc(projects.id));
}
