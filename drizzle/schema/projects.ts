import { sql } from "drizzle-orm";
import { boolean, check, index, integer, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { createdAtColumn, idColumn } from "@/drizzle/schema/columns";
import { users } from "@/drizzle/schema/users";
import type { Rubric } from "@/lib/contracts/rubric";

export const projects = pgTable(
  "projects",
  {
    id: idColumn(),
    name: text("name").notNull(),
    description: text("description").notNull().default(""),
    rubric: jsonb("rubric").$type<Rubric>().notNull(),
    /** Markdown, shown beside the item. */
    guidelines: text("guidelines").notNull().default(""),
    /** Raised by every change of rubric or guidelines; judgments carry the one they were made under. */
    guidelinesVersion: integer("guidelines_version").notNull().default(1),
    isDemo: boolean("is_demo").notNull().default(false),
    createdBy: uuid("created_by").references(() => users.id),
    createdAt: createdAtColumn(),
  },
  (table) => [check("projects_rubric_not_empty", sql`jsonb_array_length(${table.rubric}) > 0`)],
);
export type Project = typeof projects.$inferSelect;

export const projectMembers = pgTable(
  "project_members",
  {
    projectId: uuid("project_id")
      .notNull()
      .references(() => projects.id),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id),
    createdAt: createdAtColumn(),
  },
  (table) => [
    primaryKey({ columns: [table.projectId, table.userId] }),
    index("project_members_user").on(table.userId),
  ],
);
