import { and, eq, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { links } from "@/drizzle/schema/links";
import { AppError } from "@/lib/errors";
import { requireAdmin } from "@/server/services/access";
import { recordAudit } from "@/server/services/audit/record-audit";
import type { ServiceContext } from "@/server/services/service-context";

export const revokeInviteInput = z.strictObject({ inviteId: z.uuid() });

export async function revokeInvite({
  db,
  actor,
  inviteId,
}: ServiceContext & z.infer<typeof revokeInviteInput>): Promise<void> {
  requireAdmin(actor);
  await db.transaction(async (tx) => {
    const [link] = await tx
      .update(links)
      .set({ revokedAt: sql`now()` })
      .where(
        and(eq(links.id, inviteId), eq(links.kind, "invite"), isNull(links.usedAt), isNull(links.revokedAt)),
      )
      .returning();
    if (!link) throw new AppError("NOT_FOUND", "there is no open invitation to withdraw");
    await recordAudit(tx, {
      actorId: actor.id,
      projectId: link.projectId,
      action: "invite.revoke",
      subjectId: link.id,
    });
  });
}
