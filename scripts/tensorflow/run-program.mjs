import { spawn } from "node:child_process";

/**
 * Runs a program and collects what it says. Never rejects: a program that is missing has code -1.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{cwd?: string, env?: NodeJS.ProcessEnv, timeoutSeconds?: number, onOutput?: (text: string) => void}} [options]
 * @returns {Promise<{code: number, stdout: string, stderr: string, timedOut: boolean}>}
 */
export function runProgram(command, args, { cwd, env, timeoutSeconds, onOutput } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    let stdout = "";
    let stderr = "";
    let timedOut = false;
    const timer =
      timeoutSeconds === undefined
        ? undefined
        : setTimeout(() => {
            timedOut = true;
            child.kill("SIGKILL");
          }, timeoutSeconds * 1000);
    const stop = () => child.kill("SIGTERM");
    process.once("exit", stop);
    child.stdout.on("data", (data) => {
      stdout += data;
      onOutput?.(String(data));
    });
    child.stderr.on("data", (data) => {
      stderr += data;
      onOutput?.(String(data));
    });
    const finish = (code) => {
      clearTimeout(timer);
      process.removeListener("exit", stop);
      resolve({ code, stdout, stderr, timedOut });
    };
    child.on("error", (error) => {
      stderr += error.message;
      finish(-1);
    });
    child.on("close", (code, signal) => finish(code ?? (signal ? 128 : -1)));
  });
}

/** The last lines of a program's output, for an error message. */
export function lastLines({ stdout, stderr }, count = 4) {
  return `${stdout}\n${stderr}`
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean)
    .slice(-count)
    .join("\n");
}
