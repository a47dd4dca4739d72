import { eq } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "@/drizzle/client";
import { projects } from "@/drizzle/schema/projects";
import type { Actor } from "@/server/auth/actor";
import { linkTokenSchema } from "@/server/services/setup/link-token";
import { lockLink } from "@/server/services/setup/lock-link";

export const inspectInviteInput = z.strictObject({ token: linkTokenSchema });

/** What an invitation leads to, for whoever holds it. LINK_INVALID_OR_USED otherwise. */
export async function inspectInvite({
  db,
  actor,
  token,
}: { db: Database; actor: Actor | null } & z.infer<typeof inspectInviteInput>) {
  return db.transaction(async (tx) => {
    const link = await lockLink(tx, { kind: "invite", token });
    const [project] = link.projectId
      ? await tx.select({ name: projects.name }).from(projects).where(eq(projects.id, link.projectId))
      : [];
    return {
      role: link.role,
      projectName: project?.name ?? null,
      expiresAt: link.expiresAt,
      /** Somebody is signed in: they can join with the account that they have. */
      signedInAs: actor?.email ?? null,
    };
  });
}
