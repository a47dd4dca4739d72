import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { claims } from "@/drizzle/schema/claims";
import { projectMembers } from "@/drizzle/schema/projects";
import { AppError } from "@/lib/errors";
import { requireProjectAdmin } from "@/server/services/access";
import { isAtHand } from "@/server/services/annotate/lease";
import { recordAudit } from "@/server/services/audit/record-audit";
import type { ServiceContext } from "@/server/services/service-context";

export const removeMemberInput = z.strictObject({ projectId: z.uuid(), userId: z.uuid() });

/** Ends a membership and frees the items at hand. What the member judged stays. */
export async function removeMember({
  db,
  actor,
  projectId,
  userId,
}: ServiceContext & z.infer<typeof removeMemberInput>): Promise<void> {
  await requireProjectAdmin(db, actor, projectId);
  await db.transaction(async (tx) => {
    const removed = await tx
      .delete(projectMembers)
      .where(and(eq(projectMembers.projectId, projectId), eq(projectMembers.userId, userId)))
      .returning();
    if (removed.length === 0) throw new AppError("NOT_FOUND", "this person is not a member of the project");
    await tx
      .update(claims)
      .set({ releasedAt: sql`now()`, releaseReason: "withdrawn" })
      .where(and(eq(claims.projectId, projectId), eq(claims.userId, userId), isAtHand));
    await recordAudit(tx, {
      actorId: actor.id,
      projectId,
      action: "project.removeMember",
      subjectId: userId,
    });
  });
}
