import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  real,
  smallint,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { idColumn, instantColumn } from "@/drizzle/schema/columns";
import { claims } from "@/drizzle/schema/claims";
import { responses } from "@/drizzle/schema/responses";
import { roundItems } from "@/drizzle/schema/rounds";
import { users } from "@/drizzle/schema/users";
import type { Ranking } from "@/lib/contracts/judgment";

/** What one annotator said of one item. Append-only: triggers refuse updates and deletions. */
export const judgments = pgTable(
  "judgments",
  {
    id: idColumn(),
    projectId: uuid("project_id").notNull(),
    roundItemId: uuid("round_item_id").notNull(),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id),
    /** Null only for judgments imported with their responses. */
    claimId: uuid("claim_id"),
    idempotencyKey: uuid("idempotency_key").notNull(),
    ranking: jsonb("ranking").$type<Ranking>().notNull(),
    comment: text("comment"),
    /** Response ids in the order in which they were shown. */
    displayOrder: uuid("display_order").array().notNull(),
    activeSeconds: real("active_seconds").notNull(),
    shownAt: instantColumn("shown_at").notNull(),
    submittedAt: instantColumn("submitted_at").notNull().defaultNow(),
    guidelinesVersion: integer("guidelines_version").notNull(),
    /** False for a surplus one: it came late, when the item's places were taken. Kept, but not frozen into datasets. */
    counted: boolean("counted").notNull(),
    /** A program judged, by the named rule. */
    synthetic: boolean("synthetic").notNull().default(false),
    syntheticRule: text("synthetic_rule"),
    /** People judged, but elsewhere: where ("article": the worked examples of the article behind this project). */
    importedFrom: text("imported_from"),
  },
  (table) => [
    uniqueIndex("judgments_idempotency_key").on(table.idempotencyKey),
    uniqueIndex("judgments_one_counted")
      .on(table.roundItemId, table.userId)
      .where(sql`${table.counted}`),
    uniqueIndex("judgments_claim_key").on(table.claimId),
    unique("judgments_item_id_key").on(table.roundItemId, table.id),
    unique("judgments_project_id_key").on(table.projectId, table.id),
    index("judgments_user_submitted").on(table.userId, table.submittedAt),
    index("judgments_project_submitted").on(table.projectId, table.submittedAt),
    foreignKey({
      name: "judgments_item",
      columns: [table.projectId, table.roundItemId],
      foreignColumns: [roundItems.projectId, roundItems.id],
    }),
    foreignKey({
      name: "judgments_claim",
      columns: [table.roundItemId, table.claimId],
      foreignColumns: [claims.roundItemId, claims.id],
    }),
    check(
      "judgments_claimed_or_imported",
      sql`(${table.claimId} is null) = (${table.importedFrom} is not null)`,
    ),
    check("judgments_synthetic_rule", sql`${table.synthetic} = (${table.syntheticRule} is not null)`),
    check("judgments_active_seconds", sql`${table.activeSeconds} >= 0`),
  ],
);
export type Judgment = typeof judgments.$inferSelect;

export const judgmentScores = pgTable(
  "judgment_scores",
  {
    judgmentId: uuid("judgment_id").notNull(),
    roundItemId: uuid("round_item_id").notNull(),
    responseId: uuid("response_id").notNull(),
    /** Key of the rubric's dimension. */
    dimension: text("dimension").notNull(),
    value: smallint("value").notNull(),
    reason: text("reason"),
  },
  (table) => [
    primaryKey({ columns: [table.judgmentId, table.responseId, table.dimension] }),
    index("judgment_scores_response").on(table.responseId),
    foreignKey({
      name: "judgment_scores_judgment",
      columns: [table.roundItemId, table.judgmentId],
      foreignColumns: [judgments.roundItemId, judgments.id],
    }),
    // of the same item: a judgment can't score a stranger
    foreignKey({
      name: "judgment_scores_response_of_item",
      columns: [table.roundItemId, table.responseId],
      foreignColumns: [responses.roundItemId, responses.id],
    }),
    check("judgment_scores_value", sql`${table.value} between 1 and 5`),
  ],
);
