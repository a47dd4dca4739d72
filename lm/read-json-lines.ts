import { readFile } from "node:fs/promises";
import type { z } from "zod";
import { describeIssues } from "@/lib/describe-issues";
import { AppError } from "@/lib/errors";

/**
 * A JSONL file, every line checked against its contract. Blank lines are skipped.
 * @throws AppError INVALID_INPUT naming file and line; NOT_FOUND through the file system's error
 */
export async function readJsonLines<S extends z.ZodType>(path: string, schema: S): Promise<z.output<S>[]> {
  const text = (await readFile(path, "utf8")).replace(/^\uFEFF/, "");
  const found: z.output<S>[] = [];
  text.split(/\r?\n/).forEach((line, index) => {
    if (line.trim() !== "") found.push(parseLine(line, schema, `${path}, line ${index + 1}`));
  });
  if (found.length === 0)
    throw new AppError("INVALID_INPUT", `${path} is empty: it needs a line for each text.`);
  return found;
}

function parseLine<S extends z.ZodType>(line: string, schema: S, place: string): z.output<S> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw new AppError("INVALID_INPUT", `${place} is not valid JSON: ${(cause as Error).message}.`, {
      cause,
    });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new AppError("INVALID_INPUT", `${place}: ${describeIssues(parsed.error)}.`, { cause: parsed.error });
}
