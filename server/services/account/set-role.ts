import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { users } from "@/drizzle/schema/users";
import { forgetActor } from "@/server/auth/load-actor";
import { requireProjectAdmin } from "@/server/services/access";
import { keepAnAdmin, lockOthersAccount } from "@/server/services/account/lock-account";
import { recordAudit } from "@/server/services/audit/record-audit";
import type { ServiceContext } from "@/server/services/service-context";

export const setRoleInput = z.strictObject({
  /** On whose page it is done: its log shows it. */
  projectId: z.uuid(),
  userId: z.uuid(),
  role: z.enum(["admin", "annotator"]),
});

/** Makes somebody an admin of the installation, or no more than an annotator. Their sessions end. */
export async function setRole({
  db,
  actor,
  projectId,
  userId,
  role,
}: ServiceContext & z.infer<typeof setRoleInput>): Promise<void> {
  await requireProjectAdmin(db, actor, projectId);
  await db.transaction(async (tx) => {
    if (role !== "admin") await keepAnAdmin(tx, userId);
    const user = await lockOthersAccount(tx, actor, userId);
    if (user.role === role) return;
    await tx
      .update(users)
      .set({ role, sessionVersion: sql`${users.sessionVersion} + 1` })
      .where(eq(users.id, userId));
    await recordAudit(tx, {
      actorId: actor.id,
      projectId,
      action: "account.setRole",
      subjectId: userId,
      details: { name: user.name, role },
    });
  });
  forgetActor(userId);
}
