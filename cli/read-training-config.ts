import { z } from "zod";
import { AppError } from "@/lib/errors";
import { readConfigFile } from "@/cli/read-config-file";

/**
 * A training configuration: a JSON file, single values set on the command line, or both, checked against the contract.
 * An unknown key is an error that names it.
 *
 * @param assignments `key=value` each; the value is JSON where it reads as such, else a text
 * @throws AppError INVALID_INPUT
 */
export async function readTrainingConfig<S extends z.ZodType>(
  schema: S,
  { config, set = [] }: { config?: string; set?: readonly string[] },
): Promise<z.output<S>> {
  const fromFile =
    config === undefined ? {} : await readConfigFile(config, z.record(z.string(), z.unknown()));
  const parsed = schema.safeParse({ ...fromFile, ...Object.fromEntries(set.map(parseAssignment)) });
  if (parsed.success) return parsed.data;
  const source = [config, set.length > 0 ? "--set" : undefined]
    .filter((part) => part !== undefined)
    .join(" and ");
  throw new AppError(
    "INVALID_INPUT",
    `${source === "" ? "The configuration" : source} is not a valid configuration:\n${z.prettifyError(parsed.error)}`,
    { cause: parsed.error },
  );
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
