import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { AppError } from "@/lib/errors";

export type JsonObject = Record<string, unknown>;

export function readJsonIfPresent(directory: string, name: string): JsonObject | undefined {
  const file = path.join(directory, name);
  if (!existsSync(file)) return undefined;
  return parseJsonObject(readFileSync(file, "utf8"), file);
}

/** @throws AppError MALFORMED_FILE */
export function parseJsonObject(text: string, file: string): JsonObject {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new AppError("MALFORMED_FILE", `${file} is not valid JSON: ${(error as Error).message}`, {
      cause: error,
    });
  }
  const parsed = z.record(z.string(), z.unknown()).safeParse(json);
  if (!parsed.success) throw new AppError("MALFORMED_FILE", `${file} does not hold a JSON object.`);
  return parsed.data;
}
