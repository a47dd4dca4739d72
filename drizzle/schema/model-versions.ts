import { sql } from "drizzle-orm";
import {
  bigint,
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
import { datasets } from "@/drizzle/schema/datasets";
import { jobs } from "@/drizzle/schema/jobs";
import { projects } from "@/drizzle/schema/projects";
import { users } from "@/drizzle/schema/users";

/** encoder: an imported model that only reads (BERT), a base of reward models. */
export const modelVersionKind = pgEnum("model_version_kind", ["policy", "reward", "encoder"]);
export type ModelVersionKind = (typeof modelVersionKind.enumValues)[number];

/** A model directory and where it came from. Immutable: triggers refuse updates and deletions. */
export const modelVersions = pgTable(
  "model_versions",
  {
    id: idColumn(),
    projectId: uuid("project_id")
      .notNull()
      .references(() => projects.id),
    kind: modelVersionKind("kind").notNull(),
    /** Counts within project and kind, from 1. */
    number: integer("number").notNull(),
    name: text("name").notNull(),
    /** One path segment under models/ of the data directory; also the sampler's name of the model. */
    directory: text("directory").notNull(),
    /** "import" or the kind of the job that made it. */
    source: text("source").notNull(),
    /** What it was trained from. */
    parentVersionId: uuid("parent_version_id"),
    /** Reward models: the judgments it was fitted to. */
    datasetId: uuid("dataset_id"),
    /** Policies: the reward model it was improved against. */
    rewardVersionId: uuid("reward_version_id"),
    jobId: uuid("job_id").references(() => jobs.id),
    tokenizerHash: text("tokenizer_hash").notNull(),
    contentHash: text("content_hash").notNull(),
    /** What the run reported at its end. */
    report: jsonb("report").$type<Record<string, unknown>>().notNull().default({}),
    /** The export's parity gate: largest differences between the two interpreters. */
    parity: jsonb("parity").$type<Record<string, unknown>>(),
    createdAt: createdAtColumn(),
  },
  (table) => [
    unique("model_versions_project_id_key").on(table.projectId, table.id),
    uniqueIndex("model_versions_number_key").on(table.projectId, table.kind, table.number),
    uniqueIndex("model_versions_job_directory_key").on(table.jobId, table.directory),
    foreignKey({
      name: "model_versions_parent",
      columns: [table.projectId, table.parentVersionId],
      foreignColumns: [table.projectId, table.id],
    }),
    foreignKey({
      name: "model_versions_reward",
      columns: [table.projectId, table.rewardVersionId],
      foreignColumns: [table.projectId, table.id],
    }),
    foreignKey({
      name: "model_versions_dataset",
      columns: [table.projectId, table.datasetId],
      foreignColumns: [datasets.projectId, datasets.id],
    }),
    check("model_versions_directory_is_a_segment", sql`${table.directory} ~ '^[A-Za-z0-9][A-Za-z0-9._-]*$'`),
    check("model_versions_dataset_of_reward", sql`${table.datasetId} is null or ${table.kind} = 'reward'`),
    check(
      "model_versions_reward_of_policy",
      sql`${table.rewardVersionId} is null or ${table.kind} = 'policy'`,
    ),
  ],
);
export type ModelVersion = typeof modelVersions.$inferSelect;

export const deploymentReason = pgEnum("deployment_reason", ["initial", "deploy", "rollback"]);

/** Which policy answers. Append-only; the one with the highest sequence is the current one. */
export const deployments = pgTable(
  "deployments",
  {
    id: idColumn(),
    sequence: bigint("sequence", { mode: "number" }).notNull().generatedAlwaysAsIdentity(),
    projectId: uuid("project_id").notNull(),
    modelVersionId: uuid("model_version_id").notNull(),
    /** The version that it replaced. */
    previousVersionId: uuid("previous_version_id"),
    reason: deploymentReason("reason").notNull(),
    actorId: uuid("actor_id").references(() => users.id),
    deployedAt: instantColumn("deployed_at").notNull().defaultNow(),
  },
  (table) => [
    foreignKey({
      name: "deployments_version",
      columns: [table.projectId, table.modelVersionId],
      foreignColumns: [modelVersions.projectId, modelVersions.id],
    }),
    foreignKey({
      name: "deployments_previous",
      columns: [table.projectId, table.previousVersionId],
      foreignColumns: [modelVersions.projectId, modelVersions.id],
    }),
    index("deployments_project_sequence").on(table.projectId, table.sequence),
  ],
);
