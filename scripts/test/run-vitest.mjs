import fs from "node:fs";
import path from "node:path";
import { packageScript } from "../support/run.mjs";
import { listSkips } from "./list-skips.mjs";
import { runStreamed } from "./run-streamed.mjs";

/**
 * Runs one project of vitest.config.ts.
 *
 * @returns {Promise<{passed: number, failed: number, skipped: number, skips?: {name: string, reason: string}[]}>}
 *   tests; a file that does not load counts as one
 */
export async function runVitest(project, { filters, scratch, signal }) {
  const report = path.join(scratch, `${project}.json`);
  const args = [packageScript("vitest/vitest.mjs"), "run", "--project", project, ...filters];
  args.push("--reporter=default", "--reporter=json", `--outputFile.json=${report}`);
  if (filters.length > 0) args.push("--passWithNoTests");
  const code = await runStreamed(args, { signal });
  if (!fs.existsSync(report)) return { passed: 0, failed: code === 0 ? 0 : 1, skipped: 0 };
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(
    fs.readFileSync(report, "utf8"),
  );
  const broken = testResults.filter(
    ({ status, assertionResults }) => status === "failed" && !assertionResults.some(isFailed),
  );
  const failed = numFailedTests + broken.length;
  return {
    passed: numPassedTests,
    // An error outside of any test still fails the group.
    failed: code !== 0 && failed === 0 ? 1 : failed,
    skipped: numPendingTests + numTodoTests,
    skips: listSkips(testResults),
  };
}

function isFailed({ status }) {
  return status === "failed";
}
