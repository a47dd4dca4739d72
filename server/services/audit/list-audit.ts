import { and, desc, eq, lt } from "drizzle-orm";
import { z } from "zod";
import { auditLog } from "@/drizzle/schema/audit-log";
import { projects } from "@/drizzle/schema/projects";
import { users } from "@/drizzle/schema/users";
import { requireAdmin } from "@/server/services/access";
import { pageDirection } from "@/server/services/page-direction";
import type { ServiceContext } from "@/server/services/service-context";

export const listAuditInput = z.strictObject({
  projectId: z.uuid().optional(),
  /** `nextCursor` of the page before. */
  cursor: z.int().min(0).nullish(),
  direction: pageDirection,
  limit: z.int().min(1).max(200).default(50),
});

/** Newest first. */
export async function listAudit({
  db,
  actor,
  projectId,
  cursor,
  limit,
}: ServiceContext & z.infer<typeof listAuditInput>) {
  requireAdmin(actor);
  const rows = await db
    .select({
      sequence: auditLog.sequence,
      at: auditLog.at,
      action: auditLog.action,
      subjectId: auditLog.subjectId,
      details: auditLog.details,
      projectId: auditLog.projectId,
      projectName: projects.name,
      actorId: auditLog.actorId,
      actorName: users.name,
    })
    .from(auditLog)
    .leftJoin(users, eq(users.id, auditLog.actorId))
    .leftJoin(projects, eq(projects.id, auditLog.projectId))
    .where(
      and(
        projectId === undefined ? undefined : eq(auditLog.projectId, projectId),
        typeof cursor === "number" ? lt(auditLog.sequence, cursor) : undefined,
      ),
    )
    .orderBy(desc(auditLog.sequence))
    .limit(limit + 1);
  const entries = rows.slice(0, limit);
  return { entries, nextCursor: rows.length > limit ? (entries.at(-1)?.sequence ?? null) : null };
}
