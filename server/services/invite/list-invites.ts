import { and, desc, eq } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { z } from "zod";
import { links } from "@/drizzle/schema/links";
import { users } from "@/drizzle/schema/users";
import { requireProjectAdmin } from "@/server/services/access";
import type { ServiceContext } from "@/server/services/service-context";

export const listInvitesInput = z.strictObject({ projectId: z.uuid() });

export type InviteState = "open" | "used" | "revoked" | "expired";

/** Invitations of a project, newest first, without their tokens. */
export async function listInvites({
  db,
  actor,
  projectId,
}: ServiceContext & z.infer<typeof listInvitesInput>) {
  await requireProjectAdmin(db, actor, projectId);
  const guests = alias(users, "guests");
  const rows = await db
    .select({ link: links, createdByName: users.name, usedByName: guests.name })
    .from(links)
    .leftJoin(users, eq(users.id, links.createdBy))
    .leftJoin(guests, eq(guests.id, links.usedBy))
    .where(and(eq(links.projectId, projectId), eq(links.kind, "invite")))
    .orderBy(desc(links.createdAt));
  return rows.map(({ link, createdByName, usedByName }) => ({
    id: link.id,
    role: link.role,
    state: stateOf(link),
    createdAt: link.createdAt,
    expiresAt: link.expiresAt,
    usedAt: link.usedAt,
    createdByName,
    usedByName,
  }));
}

function stateOf(link: typeof links.$inferSelect): InviteState {
  if (link.usedAt) return "used";
  if (link.revokedAt) return "revoked";
  return link.expiresAt.getTime() <= Date.now() ? "expired" : "open";
}
