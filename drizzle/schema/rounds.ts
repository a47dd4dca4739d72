import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgEnum,
  pgTable,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { createdAtColumn, idColumn, instantColumn } from "@/drizzle/schema/columns";
import { jobs } from "@/drizzle/schema/jobs";
import { modelVersions } from "@/drizzle/schema/model-versions";
import { projects } from "@/drizzle/schema/projects";
import { prompts } from "@/drizzle/schema/prompts";
import { users } from "@/drizzle/schema/users";
import type { ToldError } from "@/lib/errors";
import type { SamplingParameters } from "@/lib/contracts/sampling";

/** sampling: the policy is answering; open: annotators are served; paused: they are not; closed: over. */
export const roundStatus = pgEnum("round_status", ["draft", "sampling", "open", "paused", "closed"]);
export type RoundStatus = (typeof roundStatus.enumValues)[number];

export const rounds = pgTable(
  "rounds",
  {
    id: idColumn(),
    projectId: uuid("project_id")
      .notNull()
      .references(() => projects.id),
    number: integer("number").notNull(),
    name: text("name").notNull().default(""),
    status: roundStatus("status").notNull(),
    /** The policy that answers; null where all responses are imported. */
    policyVersionId: uuid("policy_version_id"),
    /** Responses sampled for each prompt; 0 where all are imported. */
    responsesPerPrompt: integer("responses_per_prompt").notNull(),
    sampling: jsonb("sampling").$type<SamplingParameters>().notNull(),
    /** Judgments wanted for each item, by different people. */
    overlap: integer("overlap").notNull().default(1),
    /** Open by itself once sampled. */
    opensWhenSampled: boolean("opens_when_sampled").notNull().default(true),
    jobId: uuid("job_id").references(() => jobs.id),
    createdBy: uuid("created_by").references(() => users.id),
    createdAt: createdAtColumn(),
    openedAt: instantColumn("opened_at"),
    closedAt: instantColumn("closed_at"),
  },
  (table) => [
    unique("rounds_project_id_key").on(table.projectId, table.id),
    uniqueIndex("rounds_project_number_key").on(table.projectId, table.number),
    foreignKey({
      name: "rounds_policy_version",
      columns: [table.projectId, table.policyVersionId],
      foreignColumns: [modelVersions.projectId, modelVersions.id],
    }),
    check("rounds_overlap", sql`${table.overlap} between 1 and 50`),
    check("rounds_responses_per_prompt", sql`${table.responsesPerPrompt} between 0 and 16`),
    check(
      "rounds_sampled_by_a_policy",
      sql`(${table.responsesPerPrompt} > 0) = (${table.policyVersionId} is not null)`,
    ),
  ],
);
export type Round = typeof rounds.$inferSelect;

/** pending: waits for responses; ready: can be judged; judged: has all its judgments; failed: could not be sampled. */
export const roundItemStatus = pgEnum("round_item_status", ["pending", "ready", "judged", "failed"]);
export type RoundItemStatus = (typeof roundItemStatus.enumValues)[number];

/** One prompt in one round: what an annotator is given. */
export const roundItems = pgTable(
  "round_items",
  {
    id: idColumn(),
    projectId: uuid("project_id").notNull(),
    roundId: uuid("round_id").notNull(),
    promptId: uuid("prompt_id").notNull(),
    position: integer("position").notNull(),
    status: roundItemStatus("status").notNull().default("pending"),
    /** Sampled texts that equalled another of this item and were dropped. */
    duplicatesDropped: integer("duplicates_dropped").notNull().default(0),
    /** Why sampling gave nothing. */
    failure: jsonb("failure").$type<ToldError>(),
  },
  (table) => [
    unique("round_items_project_id_key").on(table.projectId, table.id),
    uniqueIndex("round_items_round_prompt_key").on(table.roundId, table.promptId),
    index("round_items_round_position").on(table.roundId, table.status, table.position),
    index("round_items_prompt").on(table.promptId),
    foreignKey({
      name: "round_items_round",
      columns: [table.projectId, table.roundId],
      foreignColumns: [rounds.projectId, rounds.id],
    }),
    foreignKey({
      name: "round_items_prompt_of_project",
      columns: [table.projectId, table.promptId],
      foreignColumns: [prompts.projectId, prompts.id],
    }),
  ],
);
export type RoundItem = typeof roundItems.$inferSelect;
