import { spawn } from "node:child_process";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { ROOT } from "./paths.mjs";

const DIE_WITH_PARENT = pathToFileURL(path.join(ROOT, "scripts/support/die-with-parent.mjs")).href;

/** A program that ended badly; `output` is what it had said. */
export class CommandFailed extends Error {
  constructor(what, code, output) {
    super(`${what} ended with ${code}`);
    this.output = output;
  }
}

/**
 * Runs a program to its end. Its output is kept, and goes to `onLine` line by line.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {{env?: Record<string, string | undefined>, onLine?: (line: string) => void, allowFailure?: boolean,
 *   signal?: AbortSignal, cwd?: string, channel?: boolean}} [options] `channel`: tells the child when this process ends
 * @returns {Promise<{code: number, output: string}>}
 */
export async function run(
  program,
  args,
  { env, onLine, allowFailure = false, signal, cwd = ROOT, channel = false } = {},
) {
  // A group of its own: an interrupted start must end what its steps have started, and theirs.
  const detached = process.platform !== "win32";
  const child = spawn(program, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe", ...(channel ? ["ipc"] : [])],
    detached,
  });
  const stop = () => endGroup(child, detached);
  signal?.addEventListener("abort", stop, { once: true });
  process.once("exit", stop);
  let output = "";
  let rest = "";
  const take = (chunk) => {
    output += chunk;
    if (output.length > 4_000_000) output = output.slice(-2_000_000);
    if (!onLine) return;
    const lines = (rest + chunk).split(/\r?\n|\r/);
    rest = lines.pop() ?? "";
    for (const line of lines) onLine(line);
  };
  child.stdout.setEncoding("utf8").on("data", take);
  child.stderr.setEncoding("utf8").on("data", take);
  try {
    const code = await new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (status, name) => resolve(status ?? 128 + signalNumber(name)));
    });
    if (rest !== "" && onLine) onLine(rest);
    signal?.throwIfAborted();
    if (code !== 0 && !allowFailure)
      throw new CommandFailed([path.basename(program), ...args].join(" "), code, output);
    return { code, output };
  } finally {
    signal?.removeEventListener("abort", stop);
    process.off("exit", stop);
  }
}

/**
 * Runs a JavaScript file of an installed package, or of this project, with this Node. It ends when this process does,
 * even if that is killed.
 */
export function runNode(args, options) {
  return run(process.execPath, ["--import", DIE_WITH_PARENT, ...args], { ...options, channel: true });
}

/** The script of an installed package, which npm's shims in .bin would start by way of a shell. */
export function packageScript(place) {
  return path.join(ROOT, "node_modules", place);
}

function endGroup(child, detached) {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  try {
    if (detached) process.kill(-child.pid, "SIGTERM");
    else child.kill("SIGTERM");
  } catch (error) {
    if (error.code !== "ESRCH") throw error;
  }
}

function signalNumber(name) {
  return { SIGHUP: 1, SIGINT: 2, SIGABRT: 6, SIGKILL: 9, SIGSEGV: 11, SIGTERM: 15 }[name] ?? 0;
}
