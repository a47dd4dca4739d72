// Readies TensorFlow: `node scripts/setup-tensorflow.mjs`. The package's own install step fetches an old build from a
// host that many networks block; here its addon is built against the TensorFlow of the Python package index instead.
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { buildAddon } from "./tensorflow/build-addon.mjs";
import { checkAddon } from "./tensorflow/check-addon.mjs";
import { findPythonTensorflow, hasNvidiaGpu, inspectDirectory } from "./tensorflow/find-tensorflow.mjs";
import { installWheel } from "./tensorflow/install-wheel.mjs";
import { withLock } from "./support/lock.mjs";
import {
  cacheDirectory,
  NAPI_VERSION,
  PACKAGE_DIRECTORY,
  selectionFile,
  writeFileAtomically,
} from "./tensorflow/places.mjs";
import { lastLines, runProgram } from "./tensorflow/run-program.mjs";

const PACKAGE_INSTALL_SECONDS = 240;
/** How long a failed set-up is believed, so that each of many runs does not spend minutes on trying again. */
const FAILURE_MINUTES = 30;

/**
 * Finds or makes an addon, in this order: TENSORFLOW_DIR, the active Python's TensorFlow, the wheel of the Python
 * package index, the package's own install step; without any, WebAssembly. PLAUDIT_TENSORFLOW=wasm asks for that at once.
 *
 * @param {{log?: (message: string) => void, progress?: Function, again?: boolean}} [options]
 *   again: try once more even if the last attempt failed a short while ago
 * @returns {Promise<{tier: string, addon: string | null, version: string | null, gpu: boolean, warning: string | null}>}
 */
export async function setupTensorflow({ log, progress, again = false } = {}) {
  if (process.env.PLAUDIT_TENSORFLOW === "wasm") return wasmSelection("PLAUDIT_TENSORFLOW=wasm asks for it.");
  const ready = readSelection({ again });
  if (ready) return ready;
  const lock = path.join(cacheDirectory(), "setup.lock");
  const onWait = () => log?.("Waiting for another process that is readying TensorFlow.");
  return withLock(
    lock,
    async () => {
      const meanwhile = readSelection({ again });
      if (meanwhile) return meanwhile;
      const selection = await select({ log, progress });
      writeFileAtomically(selectionFile(), JSON.stringify({ ...selection, at: Date.now() }, null, 1));
      const answer = { ...selection };
      delete answer.files;
      return answer;
    },
    { onWait },
  );
}

/** The answer of an earlier set-up, if what it names is still there. Reads one file. */
export function readSelection({ again = false } = {}) {
  let selection;
  try {
    selection = JSON.parse(fs.readFileSync(selectionFile(), "utf8"));
  } catch {
    return undefined;
  }
  const { at, files, ...answer } = selection;
  if (answer.addon === null) {
    const fresh = Date.now() - at < FAILURE_MINUTES * 60_000;
    return fresh && !again ? answer : undefined;
  }
  const whole = Object.entries(files).every(
    ([file, bytes]) => fs.statSync(file, { throwIfNoEntry: false })?.size === bytes,
  );
  return whole ? answer : undefined;
}

async function select({ log, progress }) {
  const gpu = await hasNvidiaGpu();
  const tiers = [
    { tier: "TENSORFLOW_DIR", find: () => fromEnvironment() },
    { tier: "python", find: () => findPythonTensorflow() },
    ...(gpu ? [{ tier: "wheel-gpu", find: () => installWheel({ device: "gpu", log, progress }) }] : []),
    { tier: "wheel", find: () => installWheel({ device: "cpu", log, progress }) },
  ];
  const problems = [];
  for (const { tier, find } of tiers) {
    try {
      const library = await find();
      if (!library) continue;
      const addon = await buildAddon(library, { log, progress });
      const checked = await checkAddon(addon);
      if (tier === "wheel-gpu" && !checked.gpu) throw new Error("TensorFlow for CUDA does not see the GPU.");
      log?.(`TensorFlow ${checked.version} is ready (${tier}${checked.gpu ? ", GPU" : ""}).`);
      const files = sizes([addon, library.main, library.framework]);
      return { tier, addon, version: checked.version, gpu: checked.gpu, warning: null, files };
    } catch (error) {
      problems.push(`${tier}: ${error.message}`);
      log?.(`${tier} did not work: ${error.message}`);
    }
  }
  try {
    log?.("Trying the package's own install step.");
    const addon = await installPackageAddon();
    const checked = await checkAddon(addon);
    return {
      tier: "package",
      addon,
      version: checked.version,
      gpu: checked.gpu,
      warning: null,
      files: sizes([addon]),
    };
  } catch (error) {
    problems.push(`package: ${error.message}`);
  }
  const selection = wasmSelection(`TensorFlow's library could not be readied:\n${problems.join("\n")}`);
  log?.(selection.warning);
  return { ...selection, files: {} };
}

function wasmSelection(reason) {
  const warning =
    "Training runs on WebAssembly: correct, but some ten to thirty times slower, in float32 only, and limited to " +
    `models of a few million parameters. ${reason}`;
  return { tier: "wasm", addon: null, version: null, gpu: false, warning };
}

function fromEnvironment() {
  const directory = process.env.TENSORFLOW_DIR;
  if (!directory) return undefined;
  const library = inspectDirectory(path.resolve(directory));
  if (!library) {
    throw new Error(
      `TENSORFLOW_DIR (${directory}) holds no TensorFlow: expected include/tensorflow/c/eager/c_api.h and ` +
        "libtensorflow_cc or libtensorflow with libtensorflow_framework, as in Python's package or the C archive.",
    );
  }
  return library;
}

async function installPackageAddon() {
  // The step rewrites the package's own description, and does not put it back when it fails.
  const description = path.join(PACKAGE_DIRECTORY, "package.json");
  const before = fs.readFileSync(description);
  try {
    return await runPackageInstall();
  } catch (error) {
    fs.rmSync(path.join(PACKAGE_DIRECTORY, "deps"), { recursive: true, force: true });
    throw error;
  } finally {
    fs.writeFileSync(description, before);
  }
}

async function runPackageInstall() {
  const script = path.join(PACKAGE_DIRECTORY, "scripts/install.js");
  const result = await runProgram(process.execPath, [script, "cpu", "download"], {
    cwd: PACKAGE_DIRECTORY,
    timeoutSeconds: PACKAGE_INSTALL_SECONDS,
  });
  const addon = path.join(PACKAGE_DIRECTORY, `lib/napi-v${NAPI_VERSION}/tfjs_binding.node`);
  if (result.timedOut) throw new Error(`gave up after ${PACKAGE_INSTALL_SECONDS} s.`);
  if (result.code !== 0 || !fs.existsSync(addon)) {
    const reason = /^.*(?:ENOTFOUND|EAI_AGAIN|ECONN\w+|Error:).*$/m.exec(result.stderr)?.[0]?.trim();
    throw new Error(reason ?? lastLines(result));
  }
  return addon;
}

function sizes(files) {
  return Object.fromEntries(files.map((file) => [file, fs.statSync(file).size]));
}

/** One line on a terminal, nothing elsewhere. */
function terminalProgress() {
  if (!process.stderr.isTTY) return undefined;
  let shown = 0;
  return ({ phase, done, total, unit }) => {
    if (Date.now() - shown < 200) return;
    shown = Date.now();
    const amount =
      unit === "bytes"
        ? `${(done / 1e6).toFixed(0)}${total ? ` of ${(total / 1e6).toFixed(0)}` : ""} MB`
        : "";
    process.stderr.write(`\r\x1b[K${phase} ${amount}`);
  };
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const started = performance.now();
  const log = (message) => process.stderr.write(`${process.stderr.isTTY ? "\r\x1b[K" : ""}${message}\n`);
  const result = await setupTensorflow({ log, progress: terminalProgress(), again: true });
  console.log(JSON.stringify({ ...result, milliseconds: Math.round(performance.now() - started) }));
}
