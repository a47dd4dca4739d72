import type { JobOutput } from "@/drizzle/queue/write-job-output";
import { ProgressRate } from "@/lib/progress-rate";
import type { JobMessage } from "@/trainer/worker/messages";

type Point = NonNullable<JobOutput["metrics"]>[number];
type Line = NonNullable<JobOutput["logs"]>[number];

/** What a row of the log holds at most, characters. */
const LONGEST_LINE = 8_000;
/** Lines kept while the database is away; the oldest go first. */
const MOST_LINES = 10_000;

/** Collects what a job reports until the next write. */
export class OutputBuffer {
  readonly #rate = new ProgressRate();
  #progress: JobOutput["progress"];
  #metrics = new Map<string, Point>();
  #logs: Line[] = [];
  #checkpointed = false;

  add(
    message: Extract<JobMessage, { type: "progress" | "metrics" | "log" | "checkpoint" }>,
    now = Date.now(),
  ): void {
    switch (message.type) {
      case "progress": {
        const { secondsLeft } = this.#rate.update(message.update, now);
        this.#progress = { ...message.update, secondsLeft };
        break;
      }
      case "metrics":
        for (const [name, value] of Object.entries(message.values)) {
          this.#metrics.set(`${message.step} ${name}`, { step: message.step, name, value });
        }
        break;
      case "log":
        this.#logs.push({
          at: new Date(now),
          level: message.level,
          // Postgres texts hold no NUL.
          message: message.message.replaceAll("\0", "").slice(0, LONGEST_LINE),
        });
        this.#logs.splice(0, this.#logs.length - MOST_LINES);
        break;
      case "checkpoint":
        this.#checkpointed = true;
        break;
    }
  }

  get isEmpty(): boolean {
    return !this.#progress && this.#metrics.size === 0 && this.#logs.length === 0 && !this.#checkpointed;
  }

  take(): JobOutput {
    const output: JobOutput = {
      progress: this.#progress,
      metrics: [...this.#metrics.values()],
      logs: this.#logs,
      checkpointed: this.#checkpointed,
    };
    this.#progress = undefined;
    this.#metrics = new Map();
    this.#logs = [];
    this.#checkpointed = false;
    return output;
  }

  /** After a write that failed: what was added since then stays the newer. */
  putBack({ progress, metrics = [], logs = [], checkpointed = false }: JobOutput): void {
    this.#progress ??= progress;
    const newer = this.#metrics;
    this.#metrics = new Map(metrics.map((point) => [`${point.step} ${point.name}`, point]));
    for (const [key, point] of newer) this.#metrics.set(key, point);
    this.#logs = [...logs, ...this.#logs].slice(-MOST_LINES);
    this.#checkpointed ||= checkpointed;
  }
}
