import { sql } from "drizzle-orm";
import { z } from "zod";
import { links } from "@/drizzle/schema/links";
import { AppError } from "@/lib/errors";
import { requireProjectAdmin } from "@/server/services/access";
import { recordAudit } from "@/server/services/audit/record-audit";
import type { ServiceContext } from "@/server/services/service-context";
import { newLinkToken } from "@/server/services/setup/link-token";

const VALID_DAYS = 7;

export const createInviteInput = z.strictObject({
  projectId: z.uuid(),
  role: z.enum(["admin", "annotator"]).default("annotator"),
});

/** A one-time link by which somebody joins. It is shown once: the database keeps only its hash. */
export async function createInvite({
  db,
  actor,
  origin,
  projectId,
  role,
}: ServiceContext & { origin: string } & z.infer<typeof createInviteInput>) {
  await requireProjectAdmin(db, actor, projectId);
  const { token, tokenHash } = newLinkToken();
  return db.transaction(async (tx) => {
    const [link] = await tx
      .insert(links)
      .values({
        kind: "invite",
        tokenHash,
        role,
        projectId,
        createdBy: actor.id,
        expiresAt: sql`now() + make_interval(days => ${VALID_DAYS})`,
      })
      .returning({ id: links.id, expiresAt: links.expiresAt });
    if (!link) throw new AppError("INTERNAL", "the invitation was not stored");
    await recordAudit(tx, {
      actorId: actor.id,
      projectId,
      action: "invite.create",
      subjectId: link.id,
      details: { role },
    });
    return { id: link.id, url: `${origin}/${actor.locale}/join?token=${token}`, expiresAt: link.expiresAt };
  });
}
