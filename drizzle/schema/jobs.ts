import { sql } from "drizzle-orm";
import {
  bigint,
  check,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgEnum,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { createdAtColumn, idColumn, instantColumn } from "@/drizzle/schema/columns";
import { projects } from "@/drizzle/schema/projects";
import { users } from "@/drizzle/schema/users";
import { jobKindSchema, jobLaneSchema, jobStatusSchema, type JobProgress } from "@/lib/contracts/job";
import type { AppErrorDetails } from "@/lib/errors";

export const jobKind = pgEnum("job_kind", jobKindSchema.enum);
export const jobLane = pgEnum("job_lane", jobLaneSchema.enum);
export const jobStatus = pgEnum("job_status", jobStatusSchema.enum);

/** Rows that a job was launched from; its payload holds only what the stage's contract knows. */
export interface JobInputs {
  roundId?: string;
  datasetId?: string;
  /** What the dataset's files must hash to when the job reads them. */
  datasetHash?: string;
  /** The version whose trunk carries the reward head. */
  baseVersionId?: string;
  /** The policy to improve. */
  policyVersionId?: string;
  rewardVersionId?: string;
  /** Name of the version that the job will make. */
  versionName?: string;
}

export interface JobError {
  code: string;
  message: string;
  /** Absent in rows of older versions. */
  details?: AppErrorDetails;
}

/** The row is the truth; notifications on channels `jobs` and `job_events` come from triggers. */
export const jobs = pgTable(
  "jobs",
  {
    id: idColumn(),
    /** Order of arrival, and the number of the advisory lock that the running worker holds. */
    sequence: bigint("sequence", { mode: "number" }).notNull().generatedAlwaysAsIdentity(),
    projectId: uuid("project_id").references(() => projects.id),
    kind: jobKind("kind").notNull(),
    lane: jobLane("lane").notNull(),
    /** Parsed by the kind's contract in lib/contracts. */
    payload: jsonb("payload").$type<Record<string, unknown>>().notNull(),
    inputs: jsonb("inputs").$type<JobInputs>().notNull().default({}),
    status: jobStatus("status").notNull().default("queued"),
    attempt: integer("attempt").notNull().default(0),
    maxAttempts: integer("max_attempts").notNull().default(3),
    /** Not claimed before; put off after a failed attempt. */
    runAt: instantColumn("run_at").notNull().defaultNow(),
    progress: jsonb("progress").$type<JobProgress>(),
    error: jsonb("error").$type<JobError>(),
    result: jsonb("result").$type<Record<string, unknown>>(),
    worker: text("worker"),
    heartbeatAt: instantColumn("heartbeat_at"),
    cancelRequestedAt: instantColumn("cancel_requested_at"),
    checkpointedAt: instantColumn("checkpointed_at"),
    createdBy: uuid("created_by").references(() => users.id),
    createdAt: createdAtColumn(),
    startedAt: instantColumn("started_at"),
    finishedAt: instantColumn("finished_at"),
  },
  (table) => [
    uniqueIndex("jobs_sequence_key").on(table.sequence),
    uniqueIndex("jobs_one_training")
      .on(table.lane)
      .where(sql`${table.status} = 'running' and ${table.lane} = 'train'`),
    index("jobs_queued")
      .on(table.lane, table.sequence)
      .where(sql`${table.status} = 'queued'`),
    index("jobs_running")
      .on(table.heartbeatAt)
      .where(sql`${table.status} = 'running'`),
    index("jobs_project_sequence").on(table.projectId, table.sequence),
    check("jobs_attempts", sql`${table.attempt} >= 0 and ${table.maxAttempts} >= 1`),
    check(
      "jobs_finished_at",
      sql`(${table.status} in ('done', 'failed', 'cancelled')) = (${table.finishedAt} is not null)`,
    ),
  ],
);
export type Job = typeof jobs.$inferSelect;

/** Points of a run's curves. Writing a step again replaces it. */
export const jobMetrics = pgTable(
  "job_metrics",
  {
    jobId: uuid("job_id")
      .notNull()
      .references(() => jobs.id, { onDelete: "cascade" }),
    name: text("name").notNull(),
    step: integer("step").notNull(),
    value: doublePrecision("value").notNull(),
  },
  (table) => [primaryKey({ columns: [table.jobId, table.name, table.step] })],
);

export const jobLogLevel = pgEnum("job_log_level", ["info", "warning", "error"]);

export const jobLogs = pgTable(
  "job_logs",
  {
    jobId: uuid("job_id")
      .notNull()
      .references(() => jobs.id, { onDelete: "cascade" }),
    sequence: bigint("sequence", { mode: "number" }).notNull().generatedAlwaysAsIdentity(),
    at: instantColumn("at").notNull().defaultNow(),
    level: jobLogLevel("level").notNull(),
    message: text("message").notNull(),
  },
  (table) => [primaryKey({ columns: [table.jobId, table.sequence] })],
);
