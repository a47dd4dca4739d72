import { integer, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { createdAtColumn } from "@/drizzle/schema/columns";
import { projects } from "@/drizzle/schema/projects";
import type { Rubric } from "@/lib/contracts/rubric";

/**
 * What annotators were told to judge by, each version for good: a trigger keeps one whenever a project's
 * `guidelines_version` is new, and others refuse updates and deletions.
 */
export const guidelineVersions = pgTable(
  "guideline_versions",
  {
    projectId: uuid("project_id")
      .notNull()
      .references(() => projects.id),
    version: integer("version").notNull(),
    rubric: jsonb("rubric").$type<Rubric>().notNull(),
    /** Markdown. */
    guidelines: text("guidelines").notNull(),
    createdAt: createdAtColumn(),
  },
  (table) => [primaryKey({ columns: [table.projectId, table.version] })],
);
