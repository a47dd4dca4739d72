import type { StageReporter } from "@/lib/contracts/progress";
import { AppError } from "@/lib/errors";
import { toAppError } from "@/lib/to-app-error";
import { ProgressDisplay } from "@/cli/progress-display";
import { formatResult } from "@/cli/format-result";
import { jsonDocument } from "@/cli/json-document";

export interface CommandContext {
  reporter: StageReporter;
  /** Aborted by Ctrl-C (or SIGTERM); the command should then leave nothing half-done and throw. */
  signal: AbortSignal;
}

export interface RunCommandOptions<R> {
  /** One JSON document on standard output instead of a table. */
  json?: boolean;
  /** The table, where the general one does not serve. */
  human?(result: R): string;
  /** Exit code of a command that ran but found something wrong (doctor); 0 otherwise. */
  exitCode?(result: R): number;
}

export const EXIT_FAILED = 1;
export const EXIT_USAGE = 2;
export const EXIT_INTERRUPTED = 130;

/**
 * Runs one command for a person or a program: progress on standard error, the result on standard output, errors as
 * `{error: {code, message}}` with `--json`, and an exit code. It ends the process: native engines would keep it alive.
 */
export async function runCommand<R>(
  options: RunCommandOptions<R>,
  run: (context: CommandContext) => Promise<R>,
): Promise<never> {
  keepStandardOutputClean();
  const display = new ProgressDisplay({
    write: (text) => process.stderr.write(text),
    interactive: process.stderr.isTTY,
    columns: process.stderr.columns,
  });
  const signal = abortOnInterrupt(display);
  let output: string;
  let exitCode: number;
  try {
    const result = await run({ reporter: display, signal });
    display.close();
    output = options.json ? jsonDocument(result) : (options.human ?? formatResult)(result);
    exitCode = options.exitCode?.(result) ?? 0;
  } catch (thrown) {
    display.close();
    const error = signal.aborted ? toAppError(signal.reason) : toAppError(thrown);
    process.stderr.write(describeError(error));
    output = options.json ? jsonDocument({ error: { code: error.code, message: error.message } }) : "";
    exitCode = signal.aborted ? EXIT_INTERRUPTED : EXIT_FAILED;
  }
  await writeOut(output);
  process.exit(exitCode);
}

/** Libraries greet on standard output; a program that reads our JSON must not see that. */
function keepStandardOutputClean(): void {
  console.log = console.error;
  console.info = console.error;
  console.debug = console.error;
}

function abortOnInterrupt(display: ProgressDisplay): AbortSignal {
  const controller = new AbortController();
  const stop = () => {
    if (controller.signal.aborted) process.exit(EXIT_INTERRUPTED);
    display.log("warning", "stopping; press Ctrl-C again to quit at once");
    controller.abort(new AppError("RUN_CANCELLED", "Stopped before it was done."));
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  return controller.signal;
}

/** The message; for a fault of ours also where it happened. */
export function describeError(error: AppError): string {
  let text = `error: ${error.message}\n`;
  if (process.env.PLAUDIT_DEBUG || error.code === "INTERNAL") {
    const cause = error.cause instanceof Error ? error.cause : error;
    text += `${cause.stack ?? ""}\n`;
  }
  return text;
}

export async function writeOut(text: string): Promise<void> {
  if (text === "") return;
  await new Promise<void>((resolve, reject) => {
    process.stdout.write(text.endsWith("\n") ? text : `${text}\n`, (error) => {
      // The reader went away (| head): not an error of ours.
      if (error && (error as NodeJS.ErrnoException).code !== "EPIPE") reject(error);
      else resolve();
    });
  });
}
