import { createHash, randomUUID } from "node:crypto";
import { mkdir, open, rename, rm } from "node:fs/promises";
import path from "node:path";
import { and, eq, max } from "drizzle-orm";
import { z } from "zod";
import {
  DATASET_SPLITS,
  datasetFile,
  hashDatasetFiles,
  type DatasetSplit,
} from "@/drizzle/datasets/dataset-files";
import { datasetJudgments } from "@/drizzle/schema/dataset-judgments";
import { datasets, type Dataset } from "@/drizzle/schema/datasets";
import { projects } from "@/drizzle/schema/projects";
import { preferenceRecordSchema } from "@/lib/contracts/preference-data";
import { chunksOf } from "@/lib/chunks-of";
import { AppError } from "@/lib/errors";
import { requireProjectAdmin } from "@/server/services/access";
import { recordAudit } from "@/server/services/audit/record-audit";
import { canonicalJson } from "@/server/services/dataset/canonical-json";
import {
  countPairs,
  loadPreferenceRecords,
  type JudgedRecord,
} from "@/server/services/dataset/load-preference-records";
import { splitByPrompt } from "@/server/services/dataset/split-by-prompt";
import type { ServiceContext } from "@/server/services/service-context";

export const freezeDatasetInput = z.strictObject({
  projectId: z.uuid(),
  /** Default: every round. */
  roundIds: z.array(z.uuid()).min(1).max(1000).optional(),
  /** Share of the prompts that is held out. */
  evalShare: z.number().gt(0).max(0.5).default(0.2),
  seed: z.int().min(0).max(Number.MAX_SAFE_INTEGER).default(0),
  includeSynthetic: z.boolean().default(true),
});

export type FreezeDatasetOptions = ServiceContext &
  z.infer<typeof freezeDatasetInput> & {
    dataDirectory: string;
  };

/**
 * Freezes judgments into train.jsonl and eval.jsonl under a directory named by their hash, with a row that nothing
 * can change. The same judgments, share and seed give the same bytes, the same hash and the same row.
 * NOT_ENOUGH_DATA says how much there is and how much is needed.
 */
export async function freezeDataset({
  db,
  actor,
  dataDirectory,
  projectId,
  roundIds,
  evalShare,
  seed,
  includeSynthetic,
}: FreezeDatasetOptions): Promise<Dataset> {
  await requireProjectAdmin(db, actor, projectId);
  const records = await loadPreferenceRecords(db, { projectId, roundIds, includeSynthetic });
  if (records.length === 0) {
    throw new AppError("DATASET_EMPTY", "there are no judgments to freeze: judge some items first");
  }
  const split = splitByPrompt({ records, evalShare, seed });
  const files = { train: toLines(split.train), eval: toLines(split.eval) };
  const contentHash = createHash("sha256").update(`train\n${files.train}eval\n${files.eval}`).digest("hex");
  await writeFiles(path.join(dataDirectory, "datasets"), contentHash, files);

  return db.transaction(async (tx) => {
    await tx.select({ id: projects.id }).from(projects).where(eq(projects.id, projectId)).for("update");
    const [known] = await tx
      .select()
      .from(datasets)
      .where(and(eq(datasets.projectId, projectId), eq(datasets.contentHash, contentHash)));
    if (known) return known;
    const [latest] = await tx
      .select({ number: max(datasets.number) })
      .from(datasets)
      .where(eq(datasets.projectId, projectId));
    const [dataset] = await tx
      .insert(datasets)
      .values({
        projectId,
        number: (latest?.number ?? 0) + 1,
        contentHash,
        path: `datasets/${contentHash}`,
        trainRecords: split.train.length,
        evalRecords: split.eval.length,
        trainPrompts: countPrompts(split.train),
        evalPrompts: countPrompts(split.eval),
        trainPairs: sumPairs(split.train),
        evalPairs: sumPairs(split.eval),
        syntheticJudgments: records.filter((record) => record.synthetic).length,
        evalShare,
        splitSeed: seed,
        createdBy: actor.id,
      })
      .returning();
    if (!dataset) throw new AppError("INTERNAL", "the dataset was not stored");
    for (const part of ["train", "eval"] as const) {
      for (const some of chunksOf(split[part], 10_000)) {
        await tx.insert(datasetJudgments).values(
          some.map(({ judgmentId }) => ({
            projectId,
            datasetId: dataset.id,
            judgmentId,
            split: part,
          })),
        );
      }
    }
    await recordAudit(tx, {
      actorId: actor.id,
      projectId,
      action: "dataset.freeze",
      subjectId: dataset.id,
      details: { number: dataset.number, contentHash, judgments: records.length },
    });
    return dataset;
  });
}

function toLines(records: readonly JudgedRecord[]): string {
  return records
    .map(
      ({ judgmentId: _judgment, promptId: _prompt, userId: _user, ...record }) =>
        `${canonicalJson(preferenceRecordSchema.parse(record))}\n`,
    )
    .join("");
}

function countPrompts(records: readonly JudgedRecord[]): number {
  return new Set(records.map((record) => record.promptKey)).size;
}

function sumPairs(records: readonly JudgedRecord[]): number {
  return records.reduce((sum, record) => sum + countPairs(record.ranking), 0);
}

/** Whole or not at all: written beside its place, flushed, and renamed. What is there is kept if it has this content. */
async function writeFiles(parent: string, contentHash: string, files: Record<DatasetSplit, string>) {
  const target = path.join(parent, contentHash);
  if ((await hashDatasetFiles(target).catch(() => null)) === contentHash) return;
  const temporary = path.join(parent, `.${contentHash}.${randomUUID()}`);
  try {
    await mkdir(temporary, { recursive: true });
    for (const split of DATASET_SPLITS) {
      const file = await open(datasetFile(temporary, split), "wx", 0o444);
      await file.writeFile(files[split]);
      await file.sync();
      await file.close();
    }
    await replaceDirectory(temporary, target);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    if (errorCode(error) === "ENOSPC") {
      throw new AppError("DISK_FULL", `the dataset does not fit on the disk of ${parent}: free some space`, {
        cause: error,
      });
    }
    throw error;
  }
}

/** A directory can't be renamed onto one that is not empty: an altered one goes aside first. */
async function replaceDirectory(temporary: string, target: string): Promise<void> {
  const aside = `${temporary}.old`;
  await rename(target, aside).catch((error: unknown) => {
    if (errorCode(error) !== "ENOENT") throw error;
  });
  await rename(temporary, target).catch(async (error: unknown) => {
    // somebody froze the same at this moment
    if (!["EEXIST", "ENOTEMPTY"].includes(errorCode(error) ?? "")) throw error;
    await rm(temporary, { recursive: true, force: true });
  });
  await rm(aside, { recursive: true, force: true });
}

function errorCode(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}
