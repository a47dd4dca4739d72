const SKIPPED = ["skipped", "pending", "todo"];

/**
 * The tests that were skipped, from vitest's JSON report: what they prove is not proven by this run.
 *
 * @param {{assertionResults: {fullName: string, status: string, meta?: {skipReason?: string}}[]}[]} testResults
 * @returns {{name: string, reason: string}[]}
 */
export function listSkips(testResults) {
  return testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => SKIPPED.includes(status))
    .map(({ fullName, meta }) => ({ name: fullName, reason: meta?.skipReason ?? "no reason given" }));
}
