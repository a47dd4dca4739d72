import { bigint, index, jsonb, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { instantColumn } from "@/drizzle/schema/columns";
import { projects } from "@/drizzle/schema/projects";
import { users } from "@/drizzle/schema/users";

/** Who changed what, written in the same transaction as the change. Append-only. */
export const auditLog = pgTable(
  "audit_log",
  {
    sequence: bigint("sequence", { mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    at: instantColumn("at").notNull().defaultNow(),
    /** Null where a command of this installation acted, not a signed-in person. */
    actorId: uuid("actor_id").references(() => users.id),
    projectId: uuid("project_id").references(() => projects.id),
    /** noun.verb, as the API names it. */
    action: text("action").notNull(),
    subjectId: uuid("subject_id"),
    details: jsonb("details").$type<Record<string, unknown>>().notNull().default({}),
  },
  (table) => [index("audit_log_project_sequence").on(table.projectId, table.sequence)],
);
