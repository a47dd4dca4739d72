import type { z } from "zod";
import type { Database } from "@/drizzle/client";
import { projectMembers } from "@/drizzle/schema/projects";
import { createUser, newPersonSchema } from "@/server/services/account/create-user";
import { recordAudit } from "@/server/services/audit/record-audit";
import { linkTokenSchema } from "@/server/services/setup/link-token";
import { lockLink, markLinkUsed } from "@/server/services/setup/lock-link";

export const acceptInviteInput = newPersonSchema.extend({ token: linkTokenSchema });

/** Makes an account by an invitation. The page signs in afterwards with the same e-mail and password. */
export async function acceptInvite({
  db,
  token,
  ...person
}: { db: Database } & z.infer<typeof acceptInviteInput>) {
  return db.transaction(async (tx) => {
    const link = await lockLink(tx, { kind: "invite", token });
    const user = await createUser(tx, { ...person, role: link.role });
    if (link.projectId !== null) {
      await tx.insert(projectMembers).values({ projectId: link.projectId, userId: user.id });
    }
    await markLinkUsed(tx, { linkId: link.id, userId: user.id });
    await recordAudit(tx, {
      actorId: user.id,
      projectId: link.projectId,
      action: "invite.accept",
      subjectId: link.id,
      details: { role: link.role },
    });
    return { email: user.email, projectId: link.projectId };
  });
}
