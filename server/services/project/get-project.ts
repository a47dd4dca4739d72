import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { projectMembers } from "@/drizzle/schema/projects";
import { requireProject } from "@/server/services/access";
import { getLoop } from "@/server/services/project/get-loop";
import type { ServiceContext } from "@/server/services/service-context";

export const getProjectInput = z.strictObject({ projectId: z.uuid() });

/** The project with its rubric; admins also see where it stands in the loop (null for annotators). */
export async function getProject({ db, actor, projectId }: ServiceContext & z.infer<typeof getProjectInput>) {
  const project = await requireProject(db, actor, projectId);
  const isMember =
    (await db.$count(
      projectMembers,
      and(eq(projectMembers.projectId, projectId), eq(projectMembers.userId, actor.id)),
    )) > 0;
  return {
    ...project,
    role: actor.role,
    isMember,
    loop: actor.role === "admin" ? await getLoop(db, projectId) : null,
  };
}
