import { z } from "zod";
import { judgmentSubmissionSchema } from "@/lib/contracts/judgment";
import type { JudgmentSubmission } from "@/lib/contracts/judgment";

const outgoingSchema = z.strictObject({
  submission: judgmentSubmissionSchema,
  /** Milliseconds since the epoch. */
  queuedAt: z.number(),
});
export type Outgoing = z.infer<typeof outgoingSchema>;

/** stored: the server has it; refused: it never will, `error` says why; waiting: no answer yet, it is tried again. */
export type SendOutcome =
  { kind: "stored" } | { kind: "refused"; error: unknown } | { kind: "waiting"; error: unknown };

export interface OutboxOptions {
  storage: Storage;
  /** One outbox a person: on a shared computer nobody sends another's judgments. */
  userId: string;
  send: (submission: JudgmentSubmission) => Promise<SendOutcome>;
  now: () => number;
  /** Returns a function that cancels. */
  schedule: (callback: () => void, milliseconds: number) => () => void;
}

export interface OutboxState {
  waiting: readonly Outgoing[];
  /** What the last try said; null once everything was delivered. */
  problem: unknown;
}

const RETRY_MS = [1_000, 2_000, 5_000, 10_000, 30_000] as const;

/**
 * Submitted judgments until the server has acknowledged them. They stay in the browser's storage, so a reload or a
 * closed laptop loses none; each carries its idempotency key, so one that arrives twice is stored once.
 */
export class Outbox {
  private readonly options: OutboxOptions;
  private readonly listeners = new Set<() => void>();
  private state: OutboxState;
  private inMemory: Outgoing[] = [];
  private failures = 0;
  private flushing: Promise<void> | null = null;
  private cancelRetry: (() => void) | null = null;
  private readonly refusals: ((refused: Outgoing, error: unknown) => void)[] = [];

  constructor(options: OutboxOptions) {
    this.options = options;
    this.state = { waiting: this.read(), problem: null };
  }

  getState = (): OutboxState => this.state;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Called with each judgment that the server refuses for good. Returns a function that ends it. */
  onRefused(listener: (refused: Outgoing, error: unknown) => void): () => void {
    this.refusals.push(listener);
    return () => {
      this.refusals.splice(this.refusals.indexOf(listener), 1);
    };
  }

  /** Keeps the judgment, then tries to deliver it and whatever waits before it. */
  async add(submission: JudgmentSubmission): Promise<SendOutcome["kind"]> {
    const waiting = this.read();
    const known = waiting.some((other) => other.submission.idempotencyKey === submission.idempotencyKey);
    if (!known) this.write([...waiting, { submission, queuedAt: this.options.now() }], this.state.problem);
    let refused = false;
    const end = this.onRefused((other) => {
      if (other.submission.idempotencyKey === submission.idempotencyKey) refused = true;
    });
    try {
      await this.flush();
      // A delivery that was already under way may not have seen this one.
      if (this.has(submission)) await this.flush();
    } finally {
      end();
    }
    if (refused) return "refused";
    return this.has(submission) ? "waiting" : "stored";
  }

  /** Tries everything that waits, oldest first; stops at the first that gets no answer and comes back later. */
  flush = (): Promise<void> => {
    this.flushing ??= this.deliver().finally(() => {
      this.flushing = null;
    });
    return this.flushing;
  };

  /** No tries of its own any more, until the next `flush` or `add`. */
  pause(): void {
    this.cancelRetry?.();
    this.cancelRetry = null;
  }

  private has(submission: JudgmentSubmission): boolean {
    return this.read().some((other) => other.submission.idempotencyKey === submission.idempotencyKey);
  }

  private async deliver(): Promise<void> {
    this.cancelRetry?.();
    this.cancelRetry = null;
    for (;;) {
      const next = this.read()[0];
      if (next === undefined) {
        this.failures = 0;
        if (this.state.problem !== null || this.state.waiting.length > 0) this.write([], null);
        return;
      }
      const outcome = await this.options.send(next.submission);
      if (outcome.kind === "waiting") {
        this.write(this.read(), outcome.error);
        const delay = RETRY_MS[Math.min(this.failures, RETRY_MS.length - 1)] ?? 30_000;
        this.failures += 1;
        this.cancelRetry = this.options.schedule(() => void this.flush(), delay);
        return;
      }
      this.failures = 0;
      const rest = this.read().filter(
        (other) => other.submission.idempotencyKey !== next.submission.idempotencyKey,
      );
      this.write(rest, null);
      if (outcome.kind === "refused")
        for (const listener of [...this.refusals]) listener(next, outcome.error);
    }
  }

  private get key(): string {
    return `plaudit.outbox.${this.options.userId}`;
  }

  private read(): Outgoing[] {
    try {
      const text = this.options.storage.getItem(this.key);
      if (text === null) return this.inMemory;
      const parsed = z.array(outgoingSchema).safeParse(JSON.parse(text));
      return parsed.success ? parsed.data : this.inMemory;
    } catch {
      return this.inMemory;
    }
  }

  private write(waiting: Outgoing[], problem: unknown): void {
    this.inMemory = waiting;
    try {
      if (waiting.length === 0) this.options.storage.removeItem(this.key);
      else this.options.storage.setItem(this.key, JSON.stringify(waiting));
    } catch {
      // Full or blocked storage: they live as long as the page does.
    }
    this.state = { waiting, problem };
    for (const listener of this.listeners) listener();
  }
}
