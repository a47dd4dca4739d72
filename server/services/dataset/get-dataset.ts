import { createReadStream } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { asc, count, countDistinct, desc, eq, max, sql } from "drizzle-orm";
import { z } from "zod";
import { datasetFile, verifyDatasetFiles } from "@/drizzle/datasets/dataset-files";
import { datasetJudgments } from "@/drizzle/schema/dataset-judgments";
import { datasets, type Dataset } from "@/drizzle/schema/datasets";
import { judgments } from "@/drizzle/schema/judgments";
import { modelVersions } from "@/drizzle/schema/model-versions";
import { roundItems, rounds } from "@/drizzle/schema/rounds";
import { users } from "@/drizzle/schema/users";
import { preferenceRecordSchema, type PreferenceRecord } from "@/lib/contracts/preference-data";
import { AppError } from "@/lib/errors";
import { requireProjectAdmin } from "@/server/services/access";
import type { ServiceContext } from "@/server/services/service-context";

export const getDatasetInput = z.strictObject({ datasetId: z.uuid() });

const EXAMPLES = 5;

/** A dataset with where it came from (rounds, annotators), what was made of it, and its first records. */
export async function getDataset({
  db,
  actor,
  dataDirectory,
  datasetId,
}: ServiceContext & { dataDirectory: string } & z.infer<typeof getDatasetInput>) {
  const [dataset] = await db.select().from(datasets).where(eq(datasets.id, datasetId));
  if (!dataset) throw new AppError("NOT_FOUND", "there is no such dataset");
  await requireProjectAdmin(db, actor, dataset.projectId);
  const fromRounds = await db
    .select({
      roundId: rounds.id,
      number: rounds.number,
      name: rounds.name,
      judgments: count(),
      prompts: countDistinct(roundItems.promptId),
    })
    .from(datasetJudgments)
    .innerJoin(judgments, eq(judgments.id, datasetJudgments.judgmentId))
    .innerJoin(roundItems, eq(roundItems.id, judgments.roundItemId))
    .innerJoin(rounds, eq(rounds.id, roundItems.roundId))
    .where(eq(datasetJudgments.datasetId, datasetId))
    .groupBy(rounds.id)
    .orderBy(asc(rounds.number));
  const annotators = await db
    .select({
      userId: users.id,
      name: users.name,
      isSynthetic: users.isSynthetic,
      importedFrom: max(judgments.importedFrom),
      judgments: count(),
    })
    .from(datasetJudgments)
    .innerJoin(judgments, eq(judgments.id, datasetJudgments.judgmentId))
    .innerJoin(users, eq(users.id, judgments.userId))
    .where(eq(datasetJudgments.datasetId, datasetId))
    .groupBy(users.id)
    .orderBy(sql`count(*) desc`);
  const versions = await db
    .select({
      id: modelVersions.id,
      number: modelVersions.number,
      name: modelVersions.name,
      createdAt: modelVersions.createdAt,
    })
    .from(modelVersions)
    .where(eq(modelVersions.datasetId, datasetId))
    .orderBy(desc(modelVersions.number));
  return {
    ...dataset,
    rounds: fromRounds,
    annotators,
    rewardVersions: versions,
    ...(await readExamples(dataDirectory, dataset)),
  };
}

/** The first records, if the files are what was frozen. `files` says why there are none. */
async function readExamples(
  dataDirectory: string,
  dataset: Dataset,
): Promise<{ files: "intact" | "missing" | "altered"; examples: PreferenceRecord[] | null }> {
  try {
    await verifyDatasetFiles(dataDirectory, dataset);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { files: error.code === "NOT_FOUND" ? "missing" : "altered", examples: null };
  }
  const train = datasetFile(path.join(dataDirectory, dataset.path), "train");
  return { files: "intact", examples: await readFirstRecords(train) };
}

async function readFirstRecords(file: string): Promise<PreferenceRecord[]> {
  const input = createReadStream(file, "utf8");
  try {
    const records: PreferenceRecord[] = [];
    for await (const line of createInterface({ input })) {
      records.push(preferenceRecordSchema.parse(JSON.parse(line)));
      if (records.length === EXAMPLES) break;
    }
    return records;
  } finally {
    input.destroy();
  }
}
