import { sql } from "drizzle-orm";
import {
  bigint,
  check,
  foreignKey,
  integer,
  jsonb,
  pgEnum,
  pgTable,
  real,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { createdAtColumn, idColumn } from "@/drizzle/schema/columns";
import { modelVersions } from "@/drizzle/schema/model-versions";
import { roundItems } from "@/drizzle/schema/rounds";
import { finishReasonSchema } from "@/lib/contracts/sampling";
import type { SamplingParameters } from "@/lib/contracts/sampling";

export const responseSource = pgEnum("response_source", ["sampled", "imported"]);
export const finishReason = pgEnum("finish_reason", finishReasonSchema.enum);

export const responses = pgTable(
  "responses",
  {
    id: idColumn(),
    projectId: uuid("project_id").notNull(),
    roundItemId: uuid("round_item_id").notNull(),
    source: responseSource("source").notNull(),
    /** Imported ones: where from, as the importer said. */
    sourceLabel: text("source_label"),
    modelVersionId: uuid("model_version_id"),
    text: text("text").notNull(),
    /** SHA-256 of the text; within one item each text is kept once. */
    textHash: text("text_hash").notNull(),
    /** The drawn tokens, the end token included: the truth of which `text` is a rendering. Sampled ones only. */
    tokenIds: integer("token_ids").array(),
    /** Natural-log probabilities of the drawn tokens under the temperature-scaled distribution. */
    logprobs: real("logprobs").array(),
    finishReason: finishReason("finish_reason"),
    sampling: jsonb("sampling").$type<SamplingParameters>(),
    seed: bigint("seed", { mode: "number" }),
    createdAt: createdAtColumn(),
  },
  (table) => [
    unique("responses_item_id_key").on(table.roundItemId, table.id),
    uniqueIndex("responses_item_text_key").on(table.roundItemId, table.textHash),
    foreignKey({
      name: "responses_item",
      columns: [table.projectId, table.roundItemId],
      foreignColumns: [roundItems.projectId, roundItems.id],
    }),
    foreignKey({
      name: "responses_model_version",
      columns: [table.projectId, table.modelVersionId],
      foreignColumns: [modelVersions.projectId, modelVersions.id],
    }),
    check(
      "responses_sampled_by_a_version",
      sql`(${table.source} = 'sampled') = (${table.modelVersionId} is not null and ${table.tokenIds} is not null and ${table.seed} is not null)`,
    ),
    check(
      "responses_logprob_per_token",
      sql`${table.logprobs} is null or cardinality(${table.logprobs}) = cardinality(${table.tokenIds})`,
    ),
  ],
);
export type Response = typeof responses.$inferSelect;
