import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import path from "node:path";
import type { Dataset } from "@/drizzle/schema/datasets";
import { AppError } from "@/lib/errors";

export const DATASET_SPLITS = ["train", "eval"] as const;
export type DatasetSplit = (typeof DATASET_SPLITS)[number];

/** The hash that a dataset is named by, of what its directory holds now. @throws ENOENT where a file is missing */
export async function hashDatasetFiles(directory: string): Promise<string> {
  const hash = createHash("sha256");
  for (const split of DATASET_SPLITS) {
    hash.update(`${split}\n`);
    for await (const chunk of createReadStream(datasetFile(directory, split))) hash.update(chunk as Buffer);
  }
  return hash.digest("hex");
}

export function datasetFile(directory: string, split: DatasetSplit): string {
  return path.join(directory, `${split}.jsonl`);
}

/**
 * That both files of a dataset are what was frozen: whoever trains on them or gives them away calls it first.
 * MALFORMED_FILE if they are not, NOT_FOUND if one is missing on this machine.
 */
export async function verifyDatasetFiles(
  dataDirectory: string,
  dataset: Pick<Dataset, "path" | "contentHash">,
): Promise<void> {
  const hash = await hashDatasetFiles(path.join(dataDirectory, dataset.path)).catch((error: unknown) => {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
    throw new AppError("NOT_FOUND", `the files of this dataset are not on this machine: ${error.message}`, {
      cause: error,
      details: { reason: "noSuchDatasetFiles" },
    });
  });
  if (hash === dataset.contentHash) return;
  const files = DATASET_SPLITS.map((split) => datasetFile(dataset.path, split)).join(" or ");
  throw new AppError(
    "MALFORMED_FILE",
    `${files} is not what was frozen: its content was changed or damaged (SHA-256 ${hash} instead of ${dataset.contentHash})`,
    { details: { reason: "datasetAltered", path: dataset.path } },
  );
}
