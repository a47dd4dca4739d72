import { fork, type ChildProcess } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { JobError } from "@/drizzle/schema/jobs";
import { countOutOfMemoryKills, describeDeath } from "@/trainer/worker/describe-death";
import type { JobAssignment, JobMessage, WorkerMessage } from "@/trainer/worker/messages";

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const RUN_JOB = path.join(ROOT, "trainer/worker/run-job.ts");
const DIE_WITH_PARENT = path.join(ROOT, "scripts/support/die-with-parent.mjs");

/** Pages come first: a run gets the processor that they leave. */
const DEFAULT_NICENESS = 10;

/** Milliseconds that a run gets to stop by itself. A blocked native call cannot; everything it writes is atomic. */
const ABORT_GRACE = 700;

const KEPT_LINES = 20;

export type JobProcessEnd =
  | { kind: "done"; result: Record<string, unknown> }
  | { kind: "failed"; error: JobError }
  | { kind: "died"; error: JobError & { certain: boolean }; lastLines: string[] };

export interface JobProcessOptions {
  /** A TypeScript file that calls serveJob. */
  program?: string;
  /** How far it stands back behind other processes, 0 (not at all) to 19. */
  niceness?: number;
  job: JobAssignment;
  onOutput(message: Exclude<JobMessage, { type: "done" | "failed" }>): void;
}

/** One job in a process of its own: its memory returns with it, and its crash is nobody else's. */
export class JobProcess {
  readonly ended: Promise<JobProcessEnd>;
  readonly #child: ChildProcess;
  readonly #lastLines: string[] = [];

  constructor({ program = RUN_JOB, niceness = DEFAULT_NICENESS, job, onOutput }: JobProcessOptions) {
    mkdirSync(job.workDirectory, { recursive: true });
    killLeftover(job.workDirectory);
    const killsBefore = countOutOfMemoryKills();
    this.#child = fork(program, [], {
      cwd: ROOT,
      execArgv: ["--import", "tsx", "--import", DIE_WITH_PARENT],
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      serialization: "advanced", // NaN and Infinity stay what they are
    });
    const { pid } = this.#child;
    if (pid !== undefined) {
      lowerPriority(pid, niceness);
      writeFileSync(processFile(job.workDirectory), JSON.stringify(identify(pid)));
    }
    this.#child.stdout?.on("data", (chunk: Buffer) => process.stderr.write(chunk));
    this.#child.stderr?.on("data", (chunk: Buffer) => {
      this.#keepLines(chunk.toString());
      process.stderr.write(chunk);
    });
    let answer: JobProcessEnd | undefined;
    this.#child.on("message", (message) => {
      const told = message as JobMessage;
      if (told.type === "done") answer = { kind: "done", result: told.result };
      else if (told.type === "failed") answer = { kind: "failed", error: told.error };
      else onOutput(told);
    });
    this.ended = new Promise((resolve) => {
      this.#child.once("error", (error) => this.#keepLines(error.message));
      this.#child.once("close", (exitCode, signal) => {
        rmSync(processFile(job.workDirectory), { force: true });
        const killsAfter = countOutOfMemoryKills();
        const outOfMemoryKill =
          killsBefore === undefined || killsAfter === undefined ? undefined : killsAfter > killsBefore;
        const lastLines = this.#lastLines;
        const death = () => describeDeath({ exitCode, signal, lastLines, outOfMemoryKill });
        resolve(answer ?? { kind: "died", error: death(), lastLines });
      });
    });
    this.#send({ type: "run", job });
  }

  /** Asks the run to stop, and ends it when it does not at once. */
  async stop(reason: string): Promise<void> {
    this.#send({ type: "abort", reason });
    const timer = setTimeout(() => this.kill(), ABORT_GRACE);
    await this.ended;
    clearTimeout(timer);
  }

  kill(): void {
    this.#child.kill("SIGKILL");
  }

  #send(message: WorkerMessage): void {
    if (this.#child.connected) this.#child.send(message, () => {}); // it may end while we speak
  }

  #keepLines(text: string): void {
    this.#lastLines.push(...text.split("\n").filter((line) => line.trim() !== ""));
    this.#lastLines.splice(0, this.#lastLines.length - KEPT_LINES);
  }
}

function lowerPriority(pid: number, niceness: number): void {
  try {
    os.setPriority(pid, niceness);
  } catch (error) {
    console.warn(`worker: the run keeps the usual priority (${(error as Error).message})`);
  }
}

function processFile(workDirectory: string): string {
  return path.join(workDirectory, "process.json");
}

/** A process id alone may be somebody else's by now. */
function identify(pid: number): { pid: number; startedAt: string | null } {
  return { pid, startedAt: startTime(pid) };
}

function startTime(pid: number): string | null {
  try {
    // proc(5): the 22nd field, the 20th after the name in parentheses
    return (
      readFileSync(`/proc/${pid}/stat`, "utf8")
        .replace(/^.*\) /s, "")
        .split(" ")[19] ?? null
    );
  } catch {
    return null;
  }
}

/** A run whose worker was killed may sit in a native call for a while: two at once would not fit into memory. */
function killLeftover(workDirectory: string): void {
  let left: { pid: number; startedAt: string | null };
  try {
    left = JSON.parse(readFileSync(processFile(workDirectory), "utf8")) as typeof left;
  } catch {
    return;
  }
  if (left.startedAt === null || startTime(left.pid) !== left.startedAt) return;
  try {
    process.kill(left.pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
