import { boolean, index, jsonb, pgTable, text, unique, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { createdAtColumn, idColumn, instantColumn } from "@/drizzle/schema/columns";
import { projects } from "@/drizzle/schema/projects";
import type { Conversation } from "@/lib/contracts/message";

export const prompts = pgTable(
  "prompts",
  {
    id: idColumn(),
    projectId: uuid("project_id")
      .notNull()
      .references(() => projects.id),
    messages: jsonb("messages").$type<Conversation>().notNull(),
    /** en, zh or und, guessed from the script. */
    language: text("language").notNull(),
    tags: text("tags").array().notNull().default([]),
    /** SHA-256 of the canonical messages. */
    contentHash: text("content_hash").notNull(),
    /** False for prompts that only carry responses from elsewhere: rounds of "all" and PPO leave them out. */
    askPolicy: boolean("ask_policy").notNull().default(true),
    createdAt: createdAtColumn(),
    archivedAt: instantColumn("archived_at"),
  },
  (table) => [
    uniqueIndex("prompts_project_content_key").on(table.projectId, table.contentHash),
    unique("prompts_project_id_key").on(table.projectId, table.id),
    index("prompts_project_created").on(table.projectId, table.createdAt, table.id),
  ],
);
export type Prompt = typeof prompts.$inferSelect;
