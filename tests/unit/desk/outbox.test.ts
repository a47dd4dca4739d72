import { describe, expect, it } from "vitest";
import { Outbox } from "@/app/desk/outbox";
import type { SendOutcome } from "@/app/desk/outbox";
import { randomUuid } from "@/app/desk/random-uuid";
import type { JudgmentSubmission } from "@/lib/contracts/judgment";

function memoryStorage(): Storage {
  const values = new Map<string, string>();
  return {
    get length() {
      return values.size;
    },
    key: (index) => [...values.keys()][index] ?? null,
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
    clear: () => values.clear(),
  };
}

function judgment(): JudgmentSubmission {
  return {
    claimId: randomUuid(),
    idempotencyKey: randomUuid(),
    scores: [],
    ranking: [],
    activeSeconds: 1,
    shownAt: "2026-01-01T00:00:00.000Z",
  };
}

function setUp(storage = memoryStorage()) {
  const sent: string[] = [];
  const delays: number[] = [];
  const server: { answer: SendOutcome } = { answer: { kind: "stored" } };
  let retry: (() => void) | null = null;
  const outbox = new Outbox({
    storage,
    userId: "u",
    now: () => 0,
    send: (submission) => {
      sent.push(submission.idempotencyKey);
      return Promise.resolve(server.answer);
    },
    schedule: (callback, milliseconds) => {
      delays.push(milliseconds);
      retry = callback;
      return () => {
        retry = null;
      };
    },
  });
  return { outbox, sent, delays, server, storage, hasRetry: () => retry !== null };
}

describe("the outbox", () => {
  it("is empty once the server has acknowledged", async () => {
    const { outbox, sent } = setUp();
    const first = judgment();
    expect(await outbox.add(first)).toBe("stored");
    expect(sent).toEqual([first.idempotencyKey]);
    expect(outbox.getState()).toEqual({ waiting: [], problem: null });
  });

  it("keeps what got no answer, retries later and later, and sends it with the same key", async () => {
    const { outbox, sent, delays, server, hasRetry } = setUp();
    server.answer = { kind: "waiting", error: "offline" };
    const [first, second] = [judgment(), judgment()];
    expect(await outbox.add(first)).toBe("waiting");
    expect(await outbox.add(second)).toBe("waiting");
    await outbox.flush();
    expect(outbox.getState().waiting).toHaveLength(2);
    expect(delays).toEqual([...delays].sort((a, b) => a - b));
    expect(hasRetry()).toBe(true);
    server.answer = { kind: "stored" };
    sent.length = 0;
    await outbox.flush();
    expect(sent).toEqual([first.idempotencyKey, second.idempotencyKey]);
    expect(outbox.getState()).toEqual({ waiting: [], problem: null });
    expect(hasRetry()).toBe(false);
  });

  it("survives a reload", async () => {
    const { outbox, server, storage } = setUp();
    server.answer = { kind: "waiting", error: "offline" };
    const first = judgment();
    await outbox.add(first);
    const reloaded = setUp(storage);
    expect(reloaded.outbox.getState().waiting.map((each) => each.submission)).toEqual([first]);
    await reloaded.outbox.flush();
    expect(reloaded.sent).toEqual([first.idempotencyKey]);
    expect(storage.length).toBe(0);
  });

  it("tells of a judgment that the server refuses, and goes on with the next", async () => {
    const { outbox, server } = setUp();
    const refused: string[] = [];
    outbox.onRefused((each) => refused.push(each.submission.claimId));
    server.answer = { kind: "refused", error: new Error("not yours") };
    const first = judgment();
    expect(await outbox.add(first)).toBe("refused");
    expect(refused).toEqual([first.claimId]);
    expect(outbox.getState().waiting).toEqual([]);
  });

  it("queues a judgment pressed twice once", async () => {
    const { outbox, server } = setUp();
    server.answer = { kind: "waiting", error: "offline" };
    const first = judgment();
    await Promise.all([outbox.add(first), outbox.add(first)]);
    expect(outbox.getState().waiting).toHaveLength(1);
  });
});
