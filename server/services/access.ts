import { and, eq } from "drizzle-orm";
import type { DatabaseOrTransaction } from "@/drizzle/client";
import { projectMembers, projects, type Project } from "@/drizzle/schema/projects";
import { AppError } from "@/lib/errors";
import type { Actor } from "@/server/auth/actor";

export function requireAdmin(actor: Actor): void {
  if (actor.role !== "admin") throw new AppError("FORBIDDEN", "only an admin may do this");
}

/** The project, if the actor is an admin or a member of it. To others it does not exist. */
export async function requireProject(
  db: DatabaseOrTransaction,
  actor: Actor,
  projectId: string,
): Promise<Project> {
  const [row] = await db
    .select({ project: projects, member: projectMembers.userId })
    .from(projects)
    .leftJoin(
      projectMembers,
      and(eq(projectMembers.projectId, projects.id), eq(projectMembers.userId, actor.id)),
    )
    .where(eq(projects.id, projectId));
  if (!row || (actor.role !== "admin" && row.member === null)) {
    throw new AppError("NOT_FOUND", "there is no such project, or you are not a member of it");
  }
  return row.project;
}

/** The same for what only admins do. */
export async function requireProjectAdmin(
  db: DatabaseOrTransaction,
  actor: Actor,
  projectId: string,
): Promise<Project> {
  requireAdmin(actor);
  return requireProject(db, actor, projectId);
}
