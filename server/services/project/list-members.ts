import { and, asc, count, eq, max, sql } from "drizzle-orm";
import { z } from "zod";
import { judgments } from "@/drizzle/schema/judgments";
import { projectMembers } from "@/drizzle/schema/projects";
import { users } from "@/drizzle/schema/users";
import { requireProjectAdmin } from "@/server/services/access";
import type { ServiceContext } from "@/server/services/service-context";

export const listMembersInput = z.strictObject({ projectId: z.uuid() });

/** Who takes part, and how much each has judged. Simulated annotators are marked. */
export async function listMembers({
  db,
  actor,
  projectId,
}: ServiceContext & z.infer<typeof listMembersInput>) {
  await requireProjectAdmin(db, actor, projectId);
  return db
    .select({
      userId: users.id,
      name: users.name,
      email: users.email,
      role: users.role,
      isSynthetic: users.isSynthetic,
      canSignIn: sql<boolean>`${users.passwordHash} is not null`,
      joinedAt: projectMembers.createdAt,
      judgmentCount: count(judgments.id),
      lastJudgmentAt: max(judgments.submittedAt),
    })
    .from(projectMembers)
    .innerJoin(users, eq(users.id, projectMembers.userId))
    .leftJoin(judgments, and(eq(judgments.userId, users.id), eq(judgments.projectId, projectId)))
    .where(eq(projectMembers.projectId, projectId))
    .groupBy(users.id, projectMembers.createdAt)
    .orderBy(asc(users.isSynthetic), asc(projectMembers.createdAt));
}
