import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { AppError } from "@/lib/errors";

const identitySchema = z.object({ tokenizerHash: z.string(), contentHash: z.string() });

export interface ModelIdentity {
  /** One path segment under models/. */
  directory: string;
  tokenizerHash: string;
  contentHash: string;
}

/** Reads what a model version is known by from the plaudit.json of its directory. */
export function readModelIdentity(modelDirectory: string): ModelIdentity {
  const file = path.join(modelDirectory, "plaudit.json");
  const parsed = identitySchema.safeParse(JSON.parse(readFileSync(file, "utf8")));
  if (!parsed.success) throw new AppError("MALFORMED_FILE", `${file} lacks tokenizerHash or contentHash.`);
  return { directory: path.basename(modelDirectory), ...parsed.data };
}

/** Model directories appear whole or not at all, so one file tells. */
export function isCompleteModel(modelDirectory: string): boolean {
  return existsSync(path.join(modelDirectory, "plaudit.json"));
}

/** Paths in a payload are relative to the data directory; models of the installation lie under its models/. */
export function insideModels(dataDirectory: string, out: string): string {
  const directory = path.resolve(dataDirectory, out);
  if (path.dirname(directory) === path.join(dataDirectory, "models")) return directory;
  throw new AppError(
    "INVALID_INPUT",
    `A job writes its model under models/ of the data directory, not to ${out}.`,
  );
}
