// `npm start`: everything from a fresh clone to a running platform. Only Node's own modules are imported until the
// packages are there. What a later start finds done, it skips.
import fs from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { buildPages, pagesAreBuilt } from "./start/build-pages.mjs";
import { choosePort, freePort } from "./start/choose-port.mjs";
import { childEnvironment, loadEnvironmentFile, originOf } from "./start/environment.mjs";
import { chosenPolicy, fetchPolicy, policyIsThere } from "./start/fetch-policy.mjs";
import { installPackages, packagesAreInstalled } from "./start/install-packages.mjs";
import { describeTensorflow, readyTensorflow } from "./start/ready-tensorflow.mjs";
import { runTypescript } from "./start/run-typescript.mjs";
import { Supervisor } from "./start/supervisor.mjs";
import { ensurePostgres, findEmbeddedPostgres, stopPostgres } from "./postgres.mjs";
import { withLock } from "./support/lock.mjs";
import { dataDirectory, ensureDataDirectory, ROOT } from "./support/paths.mjs";
import { packageScript } from "./support/run.mjs";
import { seconds, StepFailed, Steps } from "./support/steps.mjs";

const startedAt = Date.now();
const steps = new Steps();
const interrupted = new AbortController();
const { signal } = interrupted;
let supervisor;
let ownsPostgres = false;
let exiting = false;

process.chdir(ROOT);
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(name, () => void shutDown(name));
watchNpm();

try {
  checkNode();
  loadEnvironmentFile();
  const data = ensureDataDirectory(path.resolve(dataDirectory()));
  await holdInstallation(data, () => start(data));
} catch (error) {
  await fail(error);
}

async function start(data) {
  const host = process.env.HOST || "127.0.0.1";
  const { port, taken } = await choosePort(host);
  if (taken) steps.say(`Port ${taken} is taken; using ${port} (PORT chooses another).`);
  const origin = originOf(host, port);
  rememberAddress(data, origin);

  await withLock(
    path.join(ROOT, ".cache", "setup.lock"),
    async () => {
      if (packagesAreInstalled()) return;
      await steps.run("Installing the packages", (update) => installPackages({ update, signal }));
    },
    { onWait: () => steps.say("Another process is installing the packages; waiting for it.") },
  );

  // The download of TensorFlow and of the model leave the processor to the build of the pages.
  const problems = [];
  const [databaseUrl] = await settleAll([
    prepareDatabase(),
    preparePages(),
    prepareTensorflow().catch((error) => problems.push({ what: "TensorFlow is not ready", error })),
    preparePolicy(data).catch((error) => problems.push({ what: "There is no policy model yet", error })),
  ]);
  signal.throwIfAborted();

  const env = childEnvironment({
    dataDirectory: data,
    databaseUrl,
    host,
    port,
    samplerPort: await freePort(),
  });
  supervisor = new Supervisor({ logDirectory: path.join(data, "logs"), say: (text) => steps.say(text) });
  supervisor.start("sampler", { args: ["--import", "tsx", "lm/inference/sampler-process.ts"], env });
  supervisor.start("web", {
    args: [packageScript("next/dist/bin/next"), "start", "-p", String(port), "-H", host],
    env,
  });
  await steps.run("Starting web, sampler and worker", async () => {
    await openDemoProject(env, data);
    supervisor.start("worker", { args: ["--import", "tsx", "trainer/worker/main.ts"], env });
    await untilHealthy(`http://${host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "[::1]" : host}:${port}`);
  });
  const link = await setupLink(env, origin);
  if (ownsPostgres) void watchPostgres();

  for (const { what, error } of problems) sayProblem(what, error);
  steps.say("");
  steps.say(`Plaudit is ready after ${seconds(Date.now() - startedAt)}: ${origin}`);
  if (link) steps.say(`Create the first administrator here (the link works once): ${link}`);
  steps.say("Ctrl-C stops everything.");
  // For a program that started us.
  process.send?.({ origin, setupUrl: link });
}

async function prepareDatabase() {
  const advice = process.env.DATABASE_URL
    ? "DATABASE_URL must name a Postgres (14 or later) that answers, and a user who may create tables in it."
    : "Or set DATABASE_URL to a Postgres of your own.";
  return steps.run(
    process.env.DATABASE_URL ? "Preparing the database" : "Starting Postgres and preparing the database",
    async () => {
      try {
        const { url, embedded } = await ensurePostgres();
        ownsPostgres = embedded;
        await runTypescript("drizzle/migrate.ts", [], { env: { DATABASE_URL: url }, signal, advice });
        return url;
      } catch (error) {
        if (error instanceof StepFailed || signal.aborted) throw error;
        throw new StepFailed(error.message, { cause: error, advice });
      }
    },
    { note: () => "" },
  );
}

async function preparePages() {
  await withLock(
    path.join(ROOT, ".cache", "build.lock"),
    async () => {
      if (pagesAreBuilt()) return;
      await steps.run("Building the pages", (update) => buildPages({ update, signal }));
    },
    { onWait: () => steps.say("Another process is building the pages; waiting for it.") },
  );
}

async function prepareTensorflow() {
  const selection = await steps.run("Readying TensorFlow", (update) => readyTensorflow({ update, signal }), {
    note: describeTensorflow,
  });
  if (selection.warning) steps.say(`! ${selection.warning}`);
}

async function preparePolicy(data) {
  if (policyIsThere(data)) return;
  await steps.run(`Fetching the policy model ${chosenPolicy().name}`, (update) =>
    fetchPolicy({ dataDirectory: data, update, signal }),
  );
}

async function openDemoProject(env, data) {
  const policy = policyIsThere(data) ? [chosenPolicy().directoryName, chosenPolicy().name] : [];
  await runTypescript("drizzle/seed/seed-demo.ts", policy, { env, signal });
}

/** Null once there is an administrator. */
async function setupLink(env, origin) {
  const printed = await runTypescript("server/print-setup-link.ts", [], {
    env: { ...env, NEXTAUTH_URL: origin },
    signal,
  });
  return JSON.parse(printed.split("\n").at(-1)).url;
}

async function untilHealthy(origin) {
  const deadline = Date.now() + 90_000;
  let reason = "";
  while (Date.now() < deadline) {
    signal.throwIfAborted();
    try {
      const answer = await fetch(`${origin}/api/health`, { signal: AbortSignal.timeout(5_000) });
      if (answer.ok) return;
      reason = `it answers ${answer.status}: ${(await answer.text()).slice(0, 300)}`;
    } catch (error) {
      reason = error.cause?.message ?? error.message;
    }
    await sleep(100);
  }
  throw new StepFailed(
    [`the web process does not get healthy: ${reason}`, ...supervisor.lastLines("web")].join("\n"),
    {
      advice: `Its log is ${path.relative(ROOT, path.join(dataDirectory(), "logs", "web.log"))}.`,
    },
  );
}

/** The embedded server lives outside of our process group: somebody may kill it alone. */
async function watchPostgres() {
  while (!exiting) {
    await sleep(1_000);
    if (exiting || findEmbeddedPostgres()) continue;
    steps.say("Postgres has ended; starting it again");
    await ensurePostgres().catch((error) => steps.say(`! ${error.message}`));
  }
}

/** One start a data directory: a second one would fight over models and jobs. */
async function holdInstallation(data, work) {
  let answered = false;
  await withLock(
    path.join(data, "start.lock"),
    async () => {
      if (answered) return;
      await work();
      // Held until the process ends.
      await new Promise(() => setInterval(() => {}, 60_000));
    },
    {
      onWait: () => {
        answered = true;
        const address = readAddress(data);
        steps.say(`Plaudit is running from this data directory already${address ? `: ${address}` : ""}.`);
        steps.say("Stop it there with Ctrl-C, or set PLAUDIT_DATA_DIR to start a second one.");
        process.exit(1);
      },
    },
  );
}

function rememberAddress(data, origin) {
  fs.writeFileSync(path.join(data, "address"), origin);
}

function readAddress(data) {
  try {
    return fs.readFileSync(path.join(data, "address"), "utf8");
  } catch {
    return "";
  }
}

/** Waits for all, then throws the first failure: a step that still writes must not outlive its start. */
async function settleAll(promises) {
  const first = Promise.all(promises).catch((error) => {
    interrupted.abort(error);
    throw error;
  });
  await Promise.allSettled(promises);
  return first;
}

async function fail(error) {
  if (exiting) return;
  exiting = true;
  const cause = signal.aborted && signal.reason instanceof Error ? signal.reason : error;
  steps.say("");
  if (cause instanceof StepFailed) {
    sayProblem("The start failed", cause);
  } else {
    steps.say(`The start failed: ${cause?.stack ?? cause}`);
  }
  await stopEverything();
  process.exit(1);
}

function sayProblem(what, error) {
  steps.say("");
  steps.say(`! ${what}: ${error.message}`);
  if (error.advice) steps.say(`  ${error.advice}`);
}

async function shutDown(name) {
  if (exiting) {
    supervisor?.killAll();
    process.exit(1);
  }
  exiting = true;
  interrupted.abort();
  steps.say(name === "SIGINT" ? "\nStopping." : `Stopping (${name}).`);
  await stopEverything();
  process.exit(supervisor ? 0 : 130);
}

async function stopEverything() {
  await supervisor?.stop();
  if (ownsPostgres) stopPostgres();
  fs.rmSync(path.join(dataDirectory(), "start.lock"), { force: true });
}

/** A kill of npm does not reach us through the shell in between; our parent changes then. */
function watchNpm() {
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent && !exiting) void shutDown("npm ended");
  }, 500).unref();
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  throw new StepFailed(`this is Node ${process.versions.node}`, {
    advice: "Plaudit needs Node 20.19 or later: https://nodejs.org",
  });
}
