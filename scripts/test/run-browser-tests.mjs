import { fork } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { freePort } from "../start/choose-port.mjs";
import { findChromium } from "../support/chromium.mjs";
import { ROOT } from "../support/paths.mjs";
import { packageScript, runNode } from "../support/run.mjs";
import { StepFailed } from "../support/steps.mjs";
import { runStreamed } from "./run-streamed.mjs";

/** Two cores build the pages and import the model meanwhile. */
const READY_WITHIN = 8 * 60_000; // milliseconds

/**
 * Starts an installation of its own exactly as a person does, on a tiny model, and runs the journeys in tests/e2e.
 *
 * @returns {Promise<{passed: number, failed: number, skipped: number}>}
 */
export async function runBrowserTests({ filters, scratch, signal, steps }) {
  const chromium = await steps.run("Finding Chromium", (update) => findChromium({ install: true, update }), {
    note: (file) => file,
  });
  const model = path.join(scratch, "tiny-policy");
  await steps.run("Making a tiny policy model", () =>
    runNode(["--import", "tsx", "tests/support/write-tiny-policy.ts", model], { signal }),
  );
  const installation = await startInstallation({
    env: {
      PLAUDIT_DATA_DIR: path.join(scratch, "installation"),
      PLAUDIT_POLICY_SOURCE: model,
      PORT: String(await freePort()),
      // None of a person's own settings.
      DATABASE_URL: "",
      NEXTAUTH_URL: "",
      NEXTAUTH_SECRET: "",
      SAMPLER_URL: "",
      SAMPLER_TOKEN: "",
      HOST: "127.0.0.1",
    },
    signal,
  });
  try {
    const report = path.join(scratch, "e2e.json");
    const code = await runStreamed([packageScript("@playwright/test/cli.js"), "test", ...filters], {
      signal,
      env: {
        CHROMIUM_PATH: chromium,
        PLAUDIT_E2E_URL: installation.origin,
        PLAUDIT_E2E_SETUP_URL: installation.setupUrl,
        PLAUDIT_E2E_REPORT: report,
      },
    });
    return countResults(report, code);
  } finally {
    await installation.stop();
  }
}

function countResults(report, code) {
  if (!fs.existsSync(report)) return { passed: 0, failed: 1, skipped: 0 };
  const { stats, errors } = JSON.parse(fs.readFileSync(report, "utf8"));
  const failed = stats.unexpected + stats.flaky;
  return {
    passed: stats.expected,
    failed: failed === 0 && (code !== 0 || errors.length > 0) ? 1 : failed,
    skipped: stats.skipped,
  };
}

/** @returns {Promise<{origin: string, setupUrl: string, stop(): Promise<void>}>} */
async function startInstallation({ env, signal }) {
  const child = fork(path.join(ROOT, "scripts/start.mjs"), [], {
    cwd: ROOT,
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    env: { ...process.env, ...env, npm_lifecycle_event: undefined },
  });
  const ended = new Promise((resolve) => child.once("close", resolve));
  const stop = async () => {
    child.kill("SIGTERM");
    await ended;
  };
  signal.addEventListener("abort", () => child.kill("SIGTERM"), { once: true });
  const ready = await new Promise((resolve) => {
    const timer = setTimeout(() => resolve(undefined), READY_WITHIN);
    const answer = (message) => {
      clearTimeout(timer);
      resolve(message);
    };
    child.once("message", answer);
    child.once("close", () => answer(undefined));
  });
  if (ready) return { ...ready, stop };
  await stop();
  throw new StepFailed("the installation for the browser tests did not start", {
    advice: "Its steps are above; `npm start` shows the same.",
  });
}
