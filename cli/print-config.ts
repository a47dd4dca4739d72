import type { z } from "zod";
import { commentedConfig, exampleConfig } from "@/cli/commented-config";
import { readTrainingConfig, type TrainingConfigSource } from "@/cli/read-training-config";
import { runCommand } from "@/cli/run-command";

/**
 * Prints the configuration that a training command would use, every field with its value and explained; for places that
 * were not given an example stands. With `--json` it is plain JSON.
 */
export async function printConfig(
  schema: z.ZodObject,
  { json, ...source }: TrainingConfigSource & { json?: boolean },
): Promise<never> {
  return runCommand({ json, human: (values) => commentedConfig(schema, values) }, () =>
    readTrainingConfig(schema, { ...source, missing: exampleConfig(schema) }),
  );
}
