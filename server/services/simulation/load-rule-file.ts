import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { AppError } from "@/lib/errors";
import type { JudgingRule, Utility } from "@/server/services/simulation/judging-rules";

/**
 * A rule from a JavaScript or TypeScript file that exports `utility({prompt, response})`, a number from 0 to 1. Its
 * name tells file and content, so that judgments of two versions of a rule can be told apart.
 */
export async function loadRuleFile(file: string): Promise<JudgingRule> {
  const source = await readFile(file);
  const module = (await import(/* webpackIgnore: true */ pathToFileURL(path.resolve(file)).href)) as {
    utility?: unknown;
  };
  if (typeof module.utility !== "function") {
    throw new AppError("MALFORMED_FILE", `${file} must export a function utility({prompt, response})`);
  }
  const hash = createHash("sha256").update(source).digest("hex").slice(0, 8);
  return { name: `file:${path.basename(file)}#${hash}`, utility: module.utility as Utility };
}
