import { sql } from "drizzle-orm";
import {
  check,
  doublePrecision,
  integer,
  pgTable,
  bigint,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { createdAtColumn, idColumn } from "@/drizzle/schema/columns";
import { projects } from "@/drizzle/schema/projects";
import { users } from "@/drizzle/schema/users";

/** A frozen set of judgments. Immutable: triggers refuse updates and deletions. */
export const datasets = pgTable(
  "datasets",
  {
    id: idColumn(),
    projectId: uuid("project_id")
      .notNull()
      .references(() => projects.id),
    number: integer("number").notNull(),
    /** SHA-256 of the canonical lines of both splits. */
    contentHash: text("content_hash").notNull(),
    /** Directory of train.jsonl and eval.jsonl, relative to the data directory. */
    path: text("path").notNull(),
    /** One record per judgment. */
    trainRecords: integer("train_records").notNull(),
    evalRecords: integer("eval_records").notNull(),
    trainPrompts: integer("train_prompts").notNull(),
    evalPrompts: integer("eval_prompts").notNull(),
    /** Ordered pairs that the rankings imply; ties give none. */
    trainPairs: integer("train_pairs").notNull(),
    evalPairs: integer("eval_pairs").notNull(),
    syntheticJudgments: integer("synthetic_judgments").notNull(),
    evalShare: doublePrecision("eval_share").notNull(),
    splitSeed: bigint("split_seed", { mode: "number" }).notNull(),
    createdBy: uuid("created_by").references(() => users.id),
    createdAt: createdAtColumn(),
  },
  (table) => [
    unique("datasets_project_id_key").on(table.projectId, table.id),
    uniqueIndex("datasets_project_number_key").on(table.projectId, table.number),
    uniqueIndex("datasets_project_content_key").on(table.projectId, table.contentHash),
    check("datasets_not_empty", sql`${table.trainRecords} > 0 and ${table.evalRecords} > 0`),
  ],
);
export type Dataset = typeof datasets.$inferSelect;
