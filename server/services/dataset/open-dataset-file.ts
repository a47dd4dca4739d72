import { open, type FileHandle } from "node:fs/promises";
import path from "node:path";
import { eq } from "drizzle-orm";
import { z } from "zod";
import { datasetFile, verifyDatasetFiles } from "@/drizzle/datasets/dataset-files";
import { datasets } from "@/drizzle/schema/datasets";
import { AppError } from "@/lib/errors";
import { requireAdmin, requireProjectAdmin } from "@/server/services/access";
import type { ServiceContext } from "@/server/services/service-context";

export const openDatasetFileInput = z.strictObject({ datasetId: z.uuid(), split: z.enum(["train", "eval"]) });

export interface DatasetFile {
  /** To be closed by the caller. */
  file: FileHandle;
  bytes: number;
  /** What to save it as. */
  name: string;
}

/** One half of a frozen dataset, as it was written; MALFORMED_FILE if it was altered since. */
export async function openDatasetFile({
  db,
  actor,
  dataDirectory,
  datasetId,
  split,
}: ServiceContext & { dataDirectory: string } & z.infer<typeof openDatasetFileInput>): Promise<DatasetFile> {
  requireAdmin(actor);
  const [dataset] = await db.select().from(datasets).where(eq(datasets.id, datasetId));
  if (!dataset) throw new AppError("NOT_FOUND", "there is no such dataset");
  await requireProjectAdmin(db, actor, dataset.projectId);
  await verifyDatasetFiles(dataDirectory, dataset);
  const file = await open(datasetFile(path.join(dataDirectory, dataset.path), split));
  const { size } = await file.stat();
  return { file, bytes: size, name: `dataset-${dataset.number}-${split}.jsonl` };
}
