import { spawn } from "node:child_process";

export interface ProcessResult {
  /** Null if it could not be started at all. */
  exitCode: number | null;
  /** The last of what it wrote on standard output and error. */
  output: string;
}

const KEPT_CHARACTERS = 8_000;

/** Runs a program to its end. @throws the signal's reason when aborted, after the program has ended */
export async function runProcess(
  command: readonly string[],
  options: { signal: AbortSignal; environment?: Readonly<Record<string, string>> },
): Promise<ProcessResult> {
  options.signal.throwIfAborted();
  const [program = "", ...args] = command;
  let output = "";
  const keep = (chunk: Buffer) => {
    output = (output + chunk.toString("utf8")).slice(-KEPT_CHARACTERS);
  };
  const exitCode = await new Promise<number | null>((resolve) => {
    const child = spawn(program, args, {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...options.environment },
    });
    const stop = () => child.kill("SIGTERM");
    options.signal.addEventListener("abort", stop, { once: true });
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", () => resolve(null));
    child.on("close", (code) => {
      options.signal.removeEventListener("abort", stop);
      resolve(code ?? 1);
    });
  });
  options.signal.throwIfAborted();
  return { exitCode, output };
}
