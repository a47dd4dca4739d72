import { foreignKey, pgEnum, pgTable, primaryKey, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { datasets } from "@/drizzle/schema/datasets";
import { judgments } from "@/drizzle/schema/judgments";

export const datasetSplit = pgEnum("dataset_split", ["train", "eval"]);

/** Which judgments went in: the lineage of everything trained on it. Immutable. */
export const datasetJudgments = pgTable(
  "dataset_judgments",
  {
    projectId: uuid("project_id").notNull(),
    datasetId: uuid("dataset_id").notNull(),
    judgmentId: uuid("judgment_id").notNull(),
    split: datasetSplit("split").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.datasetId, table.judgmentId] }),
    foreignKey({
      name: "dataset_judgments_dataset",
      columns: [table.projectId, table.datasetId],
      foreignColumns: [datasets.projectId, datasets.id],
    }),
    foreignKey({
      name: "dataset_judgments_judgment",
      columns: [table.projectId, table.judgmentId],
      foreignColumns: [judgments.projectId, judgments.id],
    }),
    uniqueIndex("dataset_judgments_judgment_dataset").on(table.judgmentId, table.datasetId),
  ],
);
