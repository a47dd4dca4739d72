import { spawn } from "node:child_process";
import { ROOT } from "../support/paths.mjs";

/**
 * Runs a test runner with this terminal as its own.
 *
 * @returns {Promise<number>} its exit code
 */
export function runStreamed(args, { env, signal } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: ROOT,
      stdio: ["ignore", "inherit", "inherit"],
      env: { ...process.env, NODE_ENV: undefined, ...env },
    });
    const stop = () => child.kill("SIGINT");
    signal?.addEventListener("abort", stop, { once: true });
    child.once("error", reject);
    child.once("close", (code) => {
      signal?.removeEventListener("abort", stop);
      resolve(code ?? 1);
    });
  });
}
