import { readFile } from "node:fs/promises";
import { z } from "zod";
import { parseCommentedJson } from "@/cli/parse-commented-json";
import { AppError } from "@/lib/errors";

/** Reads a JSON file, which may have comments, and checks it against its contract; an unknown or wrong field is named in the error. */
export async function readConfigFile<S extends z.ZodType>(path: string, schema: S): Promise<z.output<S>> {
  const text = await readFile(path, "utf8");
  let value: unknown;
  try {
    value = parseCommentedJson(text);
  } catch (cause) {
    throw new AppError("INVALID_INPUT", `${path} is not valid JSON: ${(cause as Error).message}.`, { cause });
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    throw new AppError(
      "INVALID_INPUT",
      `${path} is not a valid configuration:\n${z.prettifyError(parsed.error)}`,
      {
        cause: parsed.error,
      },
    );
  }
  return parsed.data;
}
