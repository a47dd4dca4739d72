import { and, asc, count, eq, isNotNull, max, or, sql } from "drizzle-orm";
import { z } from "zod";
import { judgments } from "@/drizzle/schema/judgments";
import { projectMembers } from "@/drizzle/schema/projects";
import { users } from "@/drizzle/schema/users";
import { requireProjectAdmin } from "@/server/services/access";
import type { ServiceContext } from "@/server/services/service-context";

export const listMembersInput = z.strictObject({ projectId: z.uuid() });

/**
 * Who takes part, and how much each has judged. Simulated annotators are marked. Admins see every project, so they are
 * in the list of each, members or not.
 */
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
      disabledAt: users.disabledAt,
      /** Null for an admin who is no member. */
      joinedAt: projectMembers.createdAt,
      judgmentCount: count(judgments.id),
      lastJudgmentAt: max(judgments.submittedAt),
    })
    .from(users)
    .leftJoin(
      projectMembers,
      and(eq(projectMembers.userId, users.id), eq(projectMembers.projectId, projectId)),
    )
    .leftJoin(judgments, and(eq(judgments.userId, users.id), eq(judgments.projectId, projectId)))
    .where(or(isNotNull(projectMembers.userId), eq(users.role, "admin")))
    .groupBy(users.id, projectMembers.createdAt)
    .orderBy(asc(users.isSynthetic), asc(projectMembers.createdAt), asc(users.createdAt));
}
