import type { z } from "zod";
import { describeIssues } from "@/lib/describe-issues";

/** Why one entry of a data file cannot be used. */
export class PreferenceProblem extends Error {
  override readonly name = "PreferenceProblem";
}

/** @throws PreferenceProblem with what does not fit, and where */
export function parseEntry<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new PreferenceProblem(describeIssues(parsed.error));
}
