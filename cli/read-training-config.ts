import { z } from "zod";
import { nearestName } from "@/cli/nearest-name";
import { AppError } from "@/lib/errors";
import { readConfigFile } from "@/cli/read-config-file";

export interface TrainingConfigSource {
  /** A JSON file. */
  config?: string;
  /** `key=value` each; the value is JSON where it reads as such, else a text. */
  set?: readonly string[];
  /** Stands in for what neither gives. */
  missing?: Readonly<Record<string, unknown>>;
}

/**
 * A training configuration: a JSON file, single values set on the command line, or both, checked against the contract.
 * An unknown key is an error that names it and the one that was probably meant.
 *
 * @throws AppError INVALID_INPUT
 */
export async function readTrainingConfig<S extends z.ZodObject>(
  schema: S,
  { config, set = [], missing = {} }: TrainingConfigSource,
): Promise<z.output<S>> {
  const fromFile =
    config === undefined ? {} : await readConfigFile(config, z.record(z.string(), z.unknown()));
  const parsed = schema.safeParse({
    ...missing,
    ...fromFile,
    ...Object.fromEntries(set.map(parseAssignment)),
  });
  if (parsed.success) return parsed.data;
  const source = [config, set.length > 0 ? "--set" : undefined]
    .filter((part) => part !== undefined)
    .join(" and ");
  throw new AppError(
    "INVALID_INPUT",
    `${source === "" ? "The configuration" : source} is not a valid configuration:\n${describeProblems(parsed.error, schema)}`,
    { cause: parsed.error },
  );
}

function describeProblems({ issues }: z.ZodError, schema: z.ZodObject): string {
  const names = Object.keys(schema.shape);
  const unknown = issues.flatMap((issue) => (issue.code === "unrecognized_keys" ? issue.keys : []));
  const lines = unknown.map((key) => {
    const nearest = nearestName(key, names);
    const advice =
      nearest === undefined ? "--print-config shows all that there are" : `did you mean "${nearest}"?`;
    return `✖ There is no field "${key}": ${advice}`;
  });
  const others = issues.filter(({ code }) => code !== "unrecognized_keys");
  if (others.length > 0) lines.push(z.prettifyError({ issues: others }));
  return lines.join("\n");
}

function parseAssignment(text: string): [string, unknown] {
  const at = text.indexOf("=");
  if (at < 1) throw new AppError("INVALID_INPUT", `--set takes KEY=VALUE, not ${text}.`);
  const [key, value] = [text.slice(0, at), text.slice(at + 1)];
  try {
    return [key, JSON.parse(value)];
  } catch {
    return [key, value];
  }
}

/** Gathers a repeatable option. */
export function collect(value: string, previous: readonly string[] = []): string[] {
  return [...previous, value];
}
