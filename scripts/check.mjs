// `npm run check`: everything about the text of the project that can be checked without running it. All checks run,
// each with its time; the exit code tells whether one failed. `npm run check -- lint types` runs some.
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { findLicenceProblems } from "./support/licences.mjs";
import { findLockfileHoles, readLockfile } from "./support/lockfile.mjs";
import { ROOT } from "./support/paths.mjs";
import { CommandFailed, packageScript, runNode } from "./support/run.mjs";
import { seconds, StepFailed, Steps } from "./support/steps.mjs";

const LOCK_FILE = path.join(ROOT, "package-lock.json");

/** Rooms that dependency-cruiser looks at. */
const ROOMS = ["app", "server", "lm", "trainer", "cli", "drizzle", "lib", "tests", "scripts", "proxy.ts"];

const CHECKS = {
  types: async () => {
    // Next writes the declarations of its style sheets and routes.
    await runNode([packageScript("next/dist/bin/next"), "typegen"], {
      env: { NEXT_TELEMETRY_DISABLED: "1" },
    });
    await runNode([packageScript("typescript/bin/tsc"), "--noEmit", "-p", "."]);
  },
  lint: () => runNode([packageScript("eslint/bin/eslint.js"), ".", "--max-warnings", "0"]),
  format: () => runNode([packageScript("prettier/bin/prettier.cjs"), "--check", "--log-level", "warn", "."]),
  imports: () =>
    runNode([
      packageScript("dependency-cruiser/bin/dependency-cruise.mjs"),
      ...ROOMS.filter((room) => fs.existsSync(path.join(ROOT, room))),
      ...["--config", ".dependency-cruiser.cjs", "--output-type", "err-long"],
    ]),
  unused: () => runNode([packageScript("knip/bin/knip.js"), "--no-config-hints"]),
  packages: async () => {
    const lock = readLockfile(LOCK_FILE);
    const problems = [
      ...findLicenceProblems(lock).map((problem) => `licence of ${problem}`),
      ...findLockfileHoles(lock).map(({ name }) => `not in package-lock.json: ${name}`),
    ];
    if (problems.length === 0) return;
    throw new StepFailed(problems.join("\n"), {
      advice:
        "Choose a dependency with a permissive licence; `node scripts/complete-lockfile.mjs` completes the lock file.",
    });
  },
};

/**
 * @param {string[]} [names] of CHECKS; all of them by default
 * @returns {Promise<{passed: number, failed: number}>}
 */
export async function runChecks(names = Object.keys(CHECKS)) {
  const steps = new Steps();
  const failures = [];
  const startedAt = Date.now();
  for (const name of names) {
    const check = CHECKS[name];
    if (!check) throw new Error(`There is no check ${name}; there are ${Object.keys(CHECKS).join(", ")}.`);
    try {
      await steps.run(name, async () => {
        await check();
      });
    } catch (error) {
      failures.push(name);
      steps.say(error instanceof CommandFailed ? error.output.trim() : error.message);
      if (error.advice) steps.say(error.advice);
    }
  }
  const passed = names.length - failures.length;
  steps.say(`${passed} of ${names.length} checks passed in ${seconds(Date.now() - startedAt)}`);
  return { passed, failed: failures.length };
}

if (process.argv[1] && fs.realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const names = process.argv.slice(2);
  const { failed } = await runChecks(names.length > 0 ? names : undefined);
  process.exitCode = failed > 0 ? 1 : 0;
}
