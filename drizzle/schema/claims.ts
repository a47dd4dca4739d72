import { sql } from "drizzle-orm";
import {
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgEnum,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { idColumn, instantColumn } from "@/drizzle/schema/columns";
import { guidelineVersions } from "@/drizzle/schema/guideline-versions";
import { roundItems } from "@/drizzle/schema/rounds";
import { users } from "@/drizzle/schema/users";
import type { JudgmentDraft } from "@/lib/contracts/judgment";

export const claimRelease = pgEnum("claim_release", ["skipped", "lapsed", "withdrawn"]);

/**
 * One annotator at work on one item. It is active until completed or released, and holds one of the item's places
 * while its lease runs. A claim whose lease ran out may still be completed: the judgment counts if a place is free.
 */
export const claims = pgTable(
  "claims",
  {
    id: idColumn(),
    projectId: uuid("project_id").notNull(),
    roundItemId: uuid("round_item_id").notNull(),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id),
    /** Response ids in the order shown, drawn at random for each claim. */
    displayOrder: uuid("display_order").array().notNull(),
    /** The rubric and guidelines that were shown: the judgment is checked against them, whatever the project says since. */
    guidelinesVersion: integer("guidelines_version").notNull(),
    claimedAt: instantColumn("claimed_at").notNull().defaultNow(),
    leaseExpiresAt: instantColumn("lease_expires_at").notNull(),
    completedAt: instantColumn("completed_at"),
    releasedAt: instantColumn("released_at"),
    releaseReason: claimRelease("release_reason"),
  },
  (table) => [
    unique("claims_item_id_key").on(table.roundItemId, table.id),
    uniqueIndex("claims_one_active")
      .on(table.roundItemId, table.userId)
      .where(sql`${table.completedAt} is null and ${table.releasedAt} is null`),
    index("claims_active_of_user")
      .on(table.userId, table.projectId)
      .where(sql`${table.completedAt} is null and ${table.releasedAt} is null`),
    index("claims_item").on(table.roundItemId, table.leaseExpiresAt),
    foreignKey({
      name: "claims_item_of_project",
      columns: [table.projectId, table.roundItemId],
      foreignColumns: [roundItems.projectId, roundItems.id],
    }),
    foreignKey({
      name: "claims_guidelines",
      columns: [table.projectId, table.guidelinesVersion],
      foreignColumns: [guidelineVersions.projectId, guidelineVersions.version],
    }),
    check("claims_one_end", sql`${table.completedAt} is null or ${table.releasedAt} is null`),
    check("claims_release_reason", sql`(${table.releasedAt} is null) = (${table.releaseReason} is null)`),
  ],
);
export type Claim = typeof claims.$inferSelect;

/** A judgment in the making, saved as the annotator works. */
export const drafts = pgTable("drafts", {
  claimId: uuid("claim_id")
    .primaryKey()
    .references(() => claims.id),
  body: jsonb("body").$type<JudgmentDraft>().notNull(),
  updatedAt: instantColumn("updated_at").notNull().defaultNow(),
});

/** An annotator does not get an item that it skipped again. */
export const skips = pgTable(
  "skips",
  {
    roundItemId: uuid("round_item_id")
      .notNull()
      .references(() => roundItems.id),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id),
    claimId: uuid("claim_id")
      .notNull()
      .references(() => claims.id),
    reason: text("reason").notNull(),
    skippedAt: instantColumn("skipped_at").notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.roundItemId, table.userId] })],
);
