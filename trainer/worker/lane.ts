import path from "node:path";
import type { Attempt } from "@/drizzle/queue/attempt";
import { claimJob } from "@/drizzle/queue/claim-job";
import { finishJob, type JobOutcome } from "@/drizzle/queue/finish-job";
import { tryLockJob, unlockJob } from "@/drizzle/queue/job-lock";
import { reapLostJobs } from "@/drizzle/queue/reap-lost-jobs";
import { writeJobOutput, type LeaseState } from "@/drizzle/queue/write-job-output";
import type { Job } from "@/drizzle/schema/jobs";
import type { AppErrorCode } from "@/lib/errors";
import type { JobLane } from "@/lib/contracts/job";
import { JobProcess, type JobProcessEnd } from "@/trainer/worker/job-process";
import { LaneSession } from "@/trainer/worker/lane-session";
import { OutputBuffer } from "@/trainer/worker/output-buffer";

/** Milliseconds. Notifications wake the lane at once; this is for what they miss. */
const POLL_INTERVAL = 2_000;
const FLUSH_INTERVAL = 500;
const RECONNECT_DELAYS = [250, 500, 1_000, 2_000, 5_000];

/** What a run needs was not there: the same run may succeed in a moment. */
const TRANSIENT: ReadonlySet<string> = new Set<AppErrorCode>([
  "SAMPLER_UNAVAILABLE",
  "SAMPLER_BUSY",
  "DATABASE_UNAVAILABLE",
]);

export interface LaneOptions {
  lane: JobLane;
  worker: string;
  databaseUrl: string;
  dataDirectory: string;
  leaseSeconds: number;
  /** What runs a job in its own process; run-job.ts unless a test has jobs of its own. */
  jobProgram?: string;
  /** Of the run's process; it stands back behind the pages by default. */
  niceness?: number;
  log(message: string): void;
}

interface Running {
  job: Job;
  attempt: Attempt;
  process: JobProcess;
  buffer: OutputBuffer;
  /** Why the worker itself ends the run; undefined while it may go on. */
  ending: "cancel" | "lost" | "release" | undefined;
}

/** Claims the jobs of one lane, one after another, each in a process of its own, until it is stopped. */
export class Lane {
  readonly #options: LaneOptions;
  readonly #session: LaneSession;
  #running: Running | undefined;
  #stopped = false;
  #wake: () => void = () => {
    this.#woken = true;
  };
  #woken = false;

  constructor(options: LaneOptions) {
    this.#options = options;
    this.#session = new LaneSession({
      url: options.databaseUrl,
      name: `plaudit-worker ${options.lane}`,
      onNotification: () => this.#wake(),
      onLost: () => this.#wake(),
    });
  }

  async run(): Promise<void> {
    while (!this.#stopped) {
      try {
        if (!this.#session.isOpen) await this.#connect();
        const { lane, worker, leaseSeconds } = this.#options;
        const reaped = await this.#session.use((db) => reapLostJobs(db, { lane, leaseSeconds }));
        for (const { id, status } of reaped) this.#options.log(`job ${id} lost its worker: ${status}`);
        const job = await this.#session.use((db) => claimJob(db, { lane, worker }));
        if (job) {
          await this.#execute(job);
          continue;
        }
      } catch (error) {
        this.#options.log(`${this.#options.lane}: ${(error as Error).message}`);
        await this.#pause(RECONNECT_DELAYS[0] ?? 250);
        continue;
      }
      await this.#pause(POLL_INTERVAL);
    }
    await this.#session.close();
  }

  /** Ends the running job, which waits for the next worker, and then the lane. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#wake();
    await this.#end("release", "The worker is stopping.");
  }

  async #execute(job: Job): Promise<void> {
    const { dataDirectory, log } = this.#options;
    const attempt: Attempt = { jobId: job.id, attempt: job.attempt };
    const buffer = new OutputBuffer();
    const workDirectory = path.join(dataDirectory, "runs", job.id);
    const { id, kind, projectId, payload, inputs } = job;
    log(`job ${id} (${kind}) starts, attempt ${job.attempt}`);
    const process = new JobProcess({
      program: this.#options.jobProgram,
      niceness: this.#options.niceness,
      job: { id, kind, projectId, payload, inputs, workDirectory, attempt: job.attempt },
      onOutput: (message) => buffer.add(message),
    });
    const running: Running = { job, attempt, process, buffer, ending: undefined };
    this.#running = running;
    if (this.#stopped) void this.#end("release", "The worker is stopping.");

    let over = false;
    void process.ended.then(() => {
      over = true;
      this.#wake();
    });
    while (!over) {
      await this.#keepLease(running);
      if (!over) await this.#pause(FLUSH_INTERVAL);
    }
    const end = await process.ended;
    await this.#finish(running, end);
    this.#running = undefined;
  }

  /** Heartbeat and output; ends the run if somebody cancelled it or another worker has it. */
  async #keepLease(running: Running): Promise<void> {
    const output = running.buffer.take();
    let state: LeaseState;
    try {
      if (!this.#session.isOpen) await this.#connect(running);
      state = await this.#session.use((db) => writeJobOutput(db, running.attempt, output));
    } catch (error) {
      running.buffer.putBack(output);
      this.#options.log(`job ${running.job.id}: ${(error as Error).message}; trying again`);
      return;
    }
    if (state === "cancel") void this.#end("cancel", "Somebody cancelled the run.");
    if (state === "lost") void this.#end("lost", "Another worker has taken this run over.");
  }

  async #end(why: NonNullable<Running["ending"]>, reason: string): Promise<void> {
    const running = this.#running;
    if (!running || running.ending) return;
    running.ending = why;
    await running.process.stop(reason);
  }

  async #finish(running: Running, end: JobProcessEnd): Promise<void> {
    const { job, attempt, buffer } = running;
    if (end.kind === "died" && running.ending === undefined) {
      for (const line of end.lastLines) buffer.add({ type: "log", level: "error", message: line });
    }
    const outcome = outcomeOf(running, end);
    for (let tries = 0; outcome; tries++) {
      const output = buffer.take();
      try {
        if (!this.#session.isOpen) await this.#connect(running);
        const status = await this.#session.use(async (db) => {
          await writeJobOutput(db, attempt, output);
          return finishJob(db, attempt, outcome);
        });
        await this.#session.use((db) => unlockJob(db, job.sequence));
        const why = "error" in outcome ? `: ${outcome.error.message}` : "";
        this.#options.log(`job ${job.id} ${outcome.kind}, now ${status ?? "another worker's"}${why}`);
        return;
      } catch (error) {
        buffer.putBack(output);
        this.#options.log(`job ${job.id}: its end could not be stored (${(error as Error).message})`);
        if (this.#stopped && tries > 3) return; // its lock ends with us: the next worker finds it
        await this.#pause(RECONNECT_DELAYS[Math.min(tries, RECONNECT_DELAYS.length - 1)] ?? 1_000);
      }
    }
    if (this.#session.isOpen) await this.#session.use((db) => unlockJob(db, job.sequence));
  }

  /**
   * Opens the session, patiently. A run that goes on while the server is restarted takes its lock again; if another
   * worker has it by then, the next heartbeat says so.
   */
  async #connect(running?: Running): Promise<void> {
    for (let tries = 0; ; tries++) {
      try {
        await this.#session.open();
        if (running) await this.#session.use((db) => tryLockJob(db, running.job.sequence));
        return;
      } catch (error) {
        if (running || this.#stopped) throw error;
        if (tries % 10 === 0)
          this.#options.log(`${this.#options.lane}: no database yet (${(error as Error).message})`);
        await this.#pause(RECONNECT_DELAYS[Math.min(tries, RECONNECT_DELAYS.length - 1)] ?? 1_000);
        if (this.#stopped) throw error;
      }
    }
  }

  /** Until something happens, at most so many milliseconds; at once if it has happened since the last pause. */
  #pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.#woken = false;
        this.#wake = () => {
          this.#woken = true;
        };
        resolve();
      };
      const timer = setTimeout(done, milliseconds);
      this.#wake = done;
      if (this.#woken) done();
    });
  }
}

/** Undefined: the row is somebody else's. */
function outcomeOf({ ending }: Running, end: JobProcessEnd): JobOutcome | undefined {
  if (ending === "lost") return undefined;
  // It was through before it heard of the cancel or the stop.
  if (end.kind === "done") return end;
  if (ending === "cancel") return { kind: "cancelled" };
  if (ending === "release") return { kind: "released" };
  if (end.kind === "failed") {
    return TRANSIENT.has(end.error.code) ? { kind: "died", error: end.error } : end;
  }
  const { certain, ...error } = end.error;
  return { kind: certain ? "failed" : "died", error };
}
