// `npm test`: everything from a fresh clone to a verdict: packages, checks, unit, numerics, integration and browser
// tests. All groups run even if one fails; the last line is `N passed, N failed`.
//   npm test -- --only unit,integration      some groups
//   npm test -- --only unit tests/unit/ppo   some files of a group
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { installPackages, packagesAreInstalled } from "./start/install-packages.mjs";
import { describeTensorflow, readyTensorflow } from "./start/ready-tensorflow.mjs";
import { withLock } from "./support/lock.mjs";
import { ROOT } from "./support/paths.mjs";
import { CommandFailed } from "./support/run.mjs";
import { seconds, StepFailed, Steps } from "./support/steps.mjs";
import { parseTestArguments } from "./test/parse-arguments.mjs";
import { runBrowserTests } from "./test/run-browser-tests.mjs";
import { runVitest } from "./test/run-vitest.mjs";

const startedAt = Date.now();
const steps = new Steps();
const interrupted = new AbortController();
const { signal } = interrupted;
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(name, () => {
    if (signal.aborted) process.exit(130);
    interrupted.abort(new Error(`stopped by ${name}`));
  });
}

const runners = {
  check: async () => {
    const { runChecks } = await import("./check.mjs");
    return { ...(await runChecks()), skipped: 0 };
  },
  unit: () => runVitest("unit", { filters, scratch, signal }),
  numerics: async () => {
    await prepareTensorflow();
    return runVitest("numerics", { filters, scratch, signal });
  },
  integration: async () => {
    await prepareTensorflow();
    return runVitest("integration", { filters, scratch, signal });
  },
  e2e: () => runBrowserTests({ filters, scratch, signal, steps }),
};

process.chdir(ROOT);
const { groups, filters } = parseTestArguments(process.argv.slice(2));
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), "plaudit-test-"));
const results = [];
let tensorflow;

try {
  await prepare();
  for (const group of groups) {
    if (signal.aborted) break;
    results.push(await runGroup(group));
  }
} catch (error) {
  sayFailure(error);
  results.push({
    group: "preparation",
    passed: 0,
    failed: 1,
    skipped: 0,
    milliseconds: Date.now() - startedAt,
  });
} finally {
  fs.rmSync(scratch, { recursive: true, force: true });
}
const failed = printVerdict();
process.exit(failed > 0 || signal.aborted ? 1 : 0);

async function prepare() {
  await withLock(path.join(ROOT, ".cache", "setup.lock"), async () => {
    if (packagesAreInstalled()) return;
    await steps.run("Installing the packages", (update) => installPackages({ update, signal }));
  });
}

async function prepareTensorflow() {
  tensorflow ??= steps.run("Readying TensorFlow", (update) => readyTensorflow({ update, signal }), {
    note: describeTensorflow,
  });
  await tensorflow;
}

async function runGroup(group) {
  const began = Date.now();
  steps.say(`\n=== ${group}`);
  try {
    const counts = await runners[group]();
    return { group, ...counts, milliseconds: Date.now() - began };
  } catch (error) {
    sayFailure(error);
    return { group, passed: 0, failed: 1, skipped: 0, milliseconds: Date.now() - began };
  }
}

function sayFailure(error) {
  steps.say(
    `! ${error instanceof StepFailed || error instanceof CommandFailed ? error.message : error.stack}`,
  );
  if (error instanceof CommandFailed) steps.say(error.output.trim().split("\n").slice(-20).join("\n"));
  if (error.advice) steps.say(`  ${error.advice}`);
}

function sayNotProven(skips) {
  if (skips.length === 0) return;
  steps.say(`\nNot proven by this run:`);
  for (const { name, reason } of skips) steps.say(`- ${name}\n  ${reason}`);
}

/** @returns {number} how many failed */
function printVerdict() {
  const total = { passed: 0, failed: 0, skipped: 0 };
  steps.say(
    `\n${"group".padEnd(13)}${["passed", "failed", "skipped", "time"].map((name) => name.padStart(9)).join("")}`,
  );
  for (const { group, passed, failed, skipped, milliseconds } of results) {
    total.passed += passed;
    total.failed += failed;
    total.skipped += skipped;
    const cells = [passed, failed, skipped, seconds(milliseconds)].map((cell) => String(cell).padStart(9));
    steps.say(`${group.padEnd(13)}${cells.join("")}`);
  }
  sayNotProven(results.flatMap(({ skips = [] }) => skips));
  const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : "";
  steps.say(`\nin ${seconds(Date.now() - startedAt)}`);
  steps.say(`${total.passed} passed, ${total.failed} failed${skipped}`);
  return total.failed;
}
