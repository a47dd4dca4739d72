import { eq } from "drizzle-orm";
import { z } from "zod";
import { projectMembers } from "@/drizzle/schema/projects";
import { users } from "@/drizzle/schema/users";
import { forgetActor } from "@/server/auth/load-actor";
import { recordAudit } from "@/server/services/audit/record-audit";
import type { ServiceContext } from "@/server/services/service-context";
import { linkTokenSchema } from "@/server/services/setup/link-token";
import { lockLink, markLinkUsed } from "@/server/services/setup/lock-link";

export const joinByInviteInput = z.strictObject({ token: linkTokenSchema });

/** The same for somebody who has an account. An admin's invitation raises the role; none lowers it. */
export async function joinByInvite({ db, actor, token }: ServiceContext & z.infer<typeof joinByInviteInput>) {
  const joined = await db.transaction(async (tx) => {
    const link = await lockLink(tx, { kind: "invite", token });
    if (link.role === "admin") await tx.update(users).set({ role: "admin" }).where(eq(users.id, actor.id));
    if (link.projectId !== null) {
      await tx
        .insert(projectMembers)
        .values({ projectId: link.projectId, userId: actor.id })
        .onConflictDoNothing();
    }
    await markLinkUsed(tx, { linkId: link.id, userId: actor.id });
    await recordAudit(tx, {
      actorId: actor.id,
      projectId: link.projectId,
      action: "invite.join",
      subjectId: link.id,
      details: { role: link.role },
    });
    return { projectId: link.projectId };
  });
  forgetActor(actor.id);
  return joined;
}
