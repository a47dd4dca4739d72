// `npm start`: everything from a fresh clone to a running platform; `npm run dev` (--dev): the same with Next's
// development server. Only Node's own modules are imported until the packages are there. What a later start finds done,
// it skips.
import path from "node:path";
import { buildPages, pagesAreBuilt } from "./start/build-pages.mjs";
import { choosePort, freePort } from "./start/choose-port.mjs";
import { childEnvironment, loadEnvironmentFile, originOf } from "./start/environment.mjs";
import { chosenPolicy, fetchPolicy, policyIsThere } from "./start/fetch-policy.mjs";
import { holdInstallation, rememberAddress } from "./start/hold-installation.mjs";
import { installPackages, packagesAreInstalled } from "./start/install-packages.mjs";
import { keepPostgresRunning, prepareDatabase } from "./start/prepare-database.mjs";
import { describeTensorflow, readyTensorflow } from "./start/ready-tensorflow.mjs";
import { runTypescript } from "./start/run-typescript.mjs";
import { Supervisor } from "./start/supervisor.mjs";
import { untilHealthy } from "./start/until-healthy.mjs";
import { stopPostgres } from "./postgres.mjs";
import { withLock } from "./support/lock.mjs";
import { dataDirectory, ensureDataDirectory, ROOT } from "./support/paths.mjs";
import { packageScript } from "./support/run.mjs";
import { settleAll } from "./support/settle-all.mjs";
import { seconds, StepFailed, Steps } from "./support/steps.mjs";

const startedAt = Date.now();
const development = process.argv.includes("--dev");
const steps = new Steps();
const say = (text) => steps.say(text);
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
  const data = ensureDataDirectory();
  await holdInstallation(data, () => start(data));
} catch (error) {
  await fail(error);
}

async function start(data) {
  const host = process.env.HOST || "127.0.0.1";
  const { port, taken } = await choosePort(host);
  if (taken) say(`Port ${taken} is taken; using ${port} (PORT chooses another).`);
  const origin = originOf(host, port);
  rememberAddress(data, origin);
  await preparePackages();

  const problems = [];
  const [databaseUrl] = await stepsTogether([
    steps.run(
      "Preparing the database",
      () => prepareDatabase({ signal, onEmbedded: () => (ownsPostgres = true) }),
      { note: () => (ownsPostgres ? "Postgres is embedded" : "DATABASE_URL") },
    ),
    development ? undefined : preparePages(),
    // The platform is of use without these two.
    prepareTensorflow().catch((error) => problems.push({ what: "TensorFlow is not ready", error })),
    preparePolicy(data).catch((error) => problems.push({ what: "There is no policy model yet", error })),
  ]);
  signal.throwIfAborted();

  const samplerPort = await freePort();
  const env = childEnvironment({ dataDirectory: data, databaseUrl, host, port, samplerPort, development });
  const logs = path.join(data, "logs");
  supervisor = new Supervisor({ logDirectory: logs, say });
  const link = await steps.run(
    "Starting web, sampler and worker",
    async () => {
      // A sampler elsewhere is somebody else's to start.
      if (!process.env.SAMPLER_URL) {
        supervisor.start("sampler", { args: ["--import", "tsx", "lm/inference/sampler-process.ts"], env });
      }
      const next = [packageScript("next/dist/bin/next"), development ? "dev" : "start"];
      supervisor.start("web", { args: [...next, "-p", String(port), "-H", host], env });
      await openDemoProject(env, data);
      supervisor.start("worker", { args: ["--import", "tsx", "trainer/worker/main.ts"], env });
      const [url] = await stepsTogether([
        setupLink(env, origin),
        untilHealthy({
          host,
          port,
          signal,
          lastLines: () => supervisor.lastLines("web"),
          logFile: path.relative(ROOT, path.join(logs, "web.log")),
        }),
      ]);
      return url;
    },
    { note: () => "" },
  );
  if (ownsPostgres) void keepPostgresRunning({ signal, say });

  for (const { what, error } of problems) sayProblem(what, error);
  say("");
  say(`Plaudit is ready after ${seconds(Date.now() - startedAt)}: ${origin}`);
  if (link) say(`Create the first administrator here (the link works once): ${link}`);
  say("Ctrl-C stops everything.");
  // For a program that started us.
  process.send?.({ origin, setupUrl: link });
}

async function preparePackages() {
  await withLock(
    path.join(ROOT, ".cache", "setup.lock"),
    async () => {
      if (packagesAreInstalled()) return;
      await steps.run("Installing the packages", (update) => installPackages({ update, signal }));
    },
    { onWait: () => say("Another process is installing the packages; waiting for it.") },
  );
}

async function preparePages() {
  await withLock(
    path.join(ROOT, ".cache", "build.lock"),
    async () => {
      if (pagesAreBuilt()) return;
      await steps.run("Building the pages", (update) => buildPages({ update, signal }));
    },
    { onWait: () => say("Another process is building the pages; waiting for it.") },
  );
}

async function prepareTensorflow() {
  const selection = await steps.run("Readying TensorFlow", (update) => readyTensorflow({ update, signal }), {
    note: describeTensorflow,
  });
  if (selection.warning) say(`! ${selection.warning}`);
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

/** The first step that fails stops the others. */
function stepsTogether(promises) {
  return settleAll(promises, (error) => {
    if (!signal.aborted) interrupted.abort(error);
  });
}

async function fail(error) {
  if (exiting) return;
  exiting = true;
  const cause = signal.aborted && signal.reason instanceof Error ? signal.reason : error;
  if (cause instanceof StepFailed) sayProblem("The start failed", cause);
  else say(`\n! The start failed: ${cause?.stack ?? cause}`);
  await stopEverything();
  process.exit(1);
}

function sayProblem(what, error) {
  say(`\n! ${what}: ${error.message}`);
  if (error.advice) say(`  ${error.advice}`);
}

async function shutDown(name) {
  if (exiting) {
    supervisor?.killAll();
    // It is not of our process group, and would outlive us.
    if (ownsPostgres) stopPostgres({ dataDirectory: dataDirectory(), mode: "immediate" });
    process.exit(1);
  }
  exiting = true;
  interrupted.abort(new Error(`stopped by ${name}`));
  say(name === "SIGINT" ? "\nStopping." : `Stopping (${name}).`);
  await stopEverything();
  process.exit(supervisor ? 0 : 130);
}

async function stopEverything() {
  await supervisor?.stop();
  if (ownsPostgres) stopPostgres({ dataDirectory: dataDirectory() });
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
