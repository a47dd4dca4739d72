import { sql } from "drizzle-orm";
import { check, pgEnum, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { createdAtColumn, idColumn, instantColumn } from "@/drizzle/schema/columns";
import { projects } from "@/drizzle/schema/projects";
import { userRole, users } from "@/drizzle/schema/users";

/**
 * first-admin: printed by the start, makes the installation's first admin; invite: made by an admin;
 * password-reset: made by an admin for somebody who has an account.
 */
export const linkKind = pgEnum("link_kind", ["first-admin", "invite", "password-reset"]);

/** One-time links. Only the SHA-256 of a token is here: whoever reads the database cannot use one. */
export const links = pgTable(
  "links",
  {
    id: idColumn(),
    kind: linkKind("kind").notNull(),
    /** Hexadecimal SHA-256 of the token. */
    tokenHash: text("token_hash").notNull(),
    role: userRole("role").notNull(),
    projectId: uuid("project_id").references(() => projects.id),
    /** Whose password it sets. */
    userId: uuid("user_id").references(() => users.id),
    createdBy: uuid("created_by").references(() => users.id),
    createdAt: createdAtColumn(),
    expiresAt: instantColumn("expires_at").notNull(),
    usedAt: instantColumn("used_at"),
    usedBy: uuid("used_by").references(() => users.id),
    revokedAt: instantColumn("revoked_at"),
  },
  (table) => [
    uniqueIndex("links_token_hash_key").on(table.tokenHash),
    check(
      "links_first_admin_is_admin",
      sql`${table.kind} <> 'first-admin' or (${table.role} = 'admin' and ${table.projectId} is null)`,
    ),
    check(
      "links_annotator_has_project",
      sql`${table.role} = 'admin' or ${table.projectId} is not null or ${table.userId} is not null`,
    ),
    check(
      "links_reset_names_user",
      sql`(${table.kind} in ('first-admin', 'invite')) = (${table.userId} is null)`,
    ),
    check("links_used_by_someone", sql`(${table.usedAt} is null) = (${table.usedBy} is null)`),
  ],
);
