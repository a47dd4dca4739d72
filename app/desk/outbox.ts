import { z } from "zod";
import { keptItemSchema } from "@/app/desk/kept-item";
import { StoredList } from "@/app/desk/stored-list";
import { judgmentSubmissionSchema } from "@/lib/contracts/judgment";
import type { JudgmentSubmission } from "@/lib/contracts/judgment";

const outgoingSchema = z.strictObject({
  submission: judgmentSubmissionSchema,
  /** Milliseconds since the epoch. */
  queuedAt: z.number(),
  projectId: z.uuid().optional(),
  /** What was judged; missing where the browser's storage is too small for it. */
  item: keptItemSchema.optional(),
});
export type Outgoing = z.infer<typeof outgoingSchema>;

/** Why the server refused, in a form that can be kept: the page says it in its reader's language. */
const refusalSchema = z.object({
  code: z.string(),
  message: z.string(),
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]).optional()),
});
export type Refusal = z.infer<typeof refusalSchema>;

const refusedSchema = outgoingSchema.extend({ refusal: refusalSchema, refusedAt: z.number() });
export type Refused = z.infer<typeof refusedSchema>;

/** stored: the server has it; refused: it never will, `refusal` says why; waiting: no answer yet, it is tried again. */
export type SendOutcome =
  { kind: "stored" } | { kind: "refused"; refusal: Refusal } | { kind: "waiting"; error: unknown };

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
  /** Those that the server will not take, until they are discarded or their item is judged anew. */
  refused: readonly Refused[];
  /** What the last try said; null once everything was delivered. */
  problem: unknown;
}

const RETRY_MS = [1_000, 2_000, 5_000, 10_000, 30_000] as const;

/**
 * Submitted judgments until the server has acknowledged them, and those that it refused. They stay in the browser's
 * storage, so a reload or a closed laptop loses none; each carries its idempotency key, so one that arrives twice is
 * stored once.
 */
export class Outbox {
  private readonly options: OutboxOptions;
  private readonly listeners = new Set<() => void>();
  private readonly waiting: StoredList<Outgoing>;
  private readonly refused: StoredList<Refused>;
  private state: OutboxState;
  private failures = 0;
  private flushing: Promise<void> | null = null;
  private cancelRetry: (() => void) | null = null;
  private readonly refusals: ((refused: Refused) => void)[] = [];

  constructor(options: OutboxOptions) {
    const { storage, userId } = options;
    this.options = options;
    this.waiting = new StoredList(storage, `plaudit.outbox.${userId}`, outgoingSchema, withoutItem);
    this.refused = new StoredList(storage, `plaudit.refused.${userId}`, refusedSchema, withoutItem);
    this.state = { waiting: this.waiting.read(), refused: this.refused.read(), problem: null };
  }

  getState = (): OutboxState => this.state;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Called with each judgment that the server refuses for good. Returns a function that ends it. */
  onRefused(listener: (refused: Refused) => void): () => void {
    this.refusals.push(listener);
    return () => {
      this.refusals.splice(this.refusals.indexOf(listener), 1);
    };
  }

  /** Keeps the judgment, then tries to deliver it and whatever waits before it. */
  async add(outgoing: Omit<Outgoing, "queuedAt">): Promise<SendOutcome["kind"]> {
    const { submission } = outgoing;
    const waiting = this.waiting.read();
    if (!waiting.some(isOf(submission))) {
      this.waiting.write([...waiting, { ...outgoing, queuedAt: this.options.now() }]);
      this.show(this.state.problem);
    }
    let refused = false;
    const end = this.onRefused((other) => {
      if (isOf(submission)(other)) refused = true;
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

  /** Drops a refused judgment: it is nowhere else. */
  discard(claimId: string): void {
    this.refused.write(this.refused.read().filter((refused) => refused.submission.claimId !== claimId));
    this.show(this.state.problem);
  }

  /** Keeps a refused judgment, one for each claim. */
  keepRefused(refused: Refused): void {
    const others = this.refused
      .read()
      .filter((other) => other.submission.claimId !== refused.submission.claimId);
    this.refused.write([...others, refused]);
    this.show(this.state.problem);
  }

  private has(submission: JudgmentSubmission): boolean {
    return this.waiting.read().some(isOf(submission));
  }

  private async deliver(): Promise<void> {
    this.cancelRetry?.();
    this.cancelRetry = null;
    for (;;) {
      const next = this.waiting.read()[0];
      if (next === undefined) {
        this.failures = 0;
        if (this.state.problem !== null || this.state.waiting.length > 0) this.show(null);
        return;
      }
      const outcome = await this.options.send(next.submission);
      if (outcome.kind === "waiting") {
        this.show(outcome.error);
        const delay = RETRY_MS[Math.min(this.failures, RETRY_MS.length - 1)] ?? 30_000;
        this.failures += 1;
        this.cancelRetry = this.options.schedule(() => void this.flush(), delay);
        return;
      }
      this.failures = 0;
      this.settle(next, outcome);
    }
  }

  /** A refused judgment is kept before it leaves the waiting ones: at no moment is it nowhere. */
  private settle(sent: Outgoing, outcome: Exclude<SendOutcome, { kind: "waiting" }>): void {
    if (outcome.kind === "stored") this.discard(sent.submission.claimId);
    const refused =
      outcome.kind === "refused"
        ? { ...sent, refusal: outcome.refusal, refusedAt: this.options.now() }
        : null;
    if (refused !== null) this.keepRefused(refused);
    const same = isOf(sent.submission);
    this.waiting.write(this.waiting.read().filter((other) => !same(other)));
    this.show(null);
    if (refused !== null) for (const listener of [...this.refusals]) listener(refused);
  }

  private show(problem: unknown): void {
    this.state = { waiting: this.waiting.read(), refused: this.refused.read(), problem };
    for (const listener of this.listeners) listener();
  }
}

function isOf({ idempotencyKey }: JudgmentSubmission): (outgoing: Outgoing) => boolean {
  return (outgoing) => outgoing.submission.idempotencyKey === idempotencyKey;
}

function withoutItem<T extends Outgoing>({ item: _item, ...rest }: T): T {
  return rest as T;
}
