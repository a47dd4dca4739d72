import { describe, expect, it } from "vitest";
import type { KeptItem } from "@/app/desk/kept-item";
import { Outbox } from "@/app/desk/outbox";
import type { SendOutcome } from "@/app/desk/outbox";
import { randomUuid } from "@/app/desk/random-uuid";
import type { JudgmentSubmission } from "@/lib/contracts/judgment";

const EMPTY = ["", "", "", "", ""];

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

function refuseLong(storage: Storage, key: string, value: string, characters: number): void {
  if (value.length > characters) throw new Error("QuotaExceededError");
  storage.setItem(key, value);
}

const REFUSED: SendOutcome = { kind: "refused", refusal: { code: "CONFLICT", message: "", details: {} } };

const ITEM: KeptItem = {
  claimId: randomUuid(),
  roundNumber: 1,
  roundName: "",
  messages: [{ role: "user", content: "x".repeat(500) }],
  responses: [],
  rubric: [{ key: "a", labelEn: "A", labelZh: "A", anchorsEn: EMPTY, anchorsZh: EMPTY }],
  guidelines: "",
  guidelinesVersion: 1,
};

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
    expect(await outbox.add({ submission: first })).toBe("stored");
    expect(sent).toEqual([first.idempotencyKey]);
    expect(outbox.getState()).toEqual({ waiting: [], refused: [], problem: null });
  });

  it("keeps what got no answer, retries later and later, and sends it with the same key", async () => {
    const { outbox, sent, delays, server, hasRetry } = setUp();
    server.answer = { kind: "waiting", error: "offline" };
    const [first, second] = [judgment(), judgment()];
    expect(await outbox.add({ submission: first })).toBe("waiting");
    expect(await outbox.add({ submission: second })).toBe("waiting");
    await outbox.flush();
    expect(outbox.getState().waiting).toHaveLength(2);
    expect(delays).toEqual([...delays].sort((a, b) => a - b));
    expect(hasRetry()).toBe(true);
    server.answer = { kind: "stored" };
    sent.length = 0;
    await outbox.flush();
    expect(sent).toEqual([first.idempotencyKey, second.idempotencyKey]);
    expect(outbox.getState()).toEqual({ waiting: [], refused: [], problem: null });
    expect(hasRetry()).toBe(false);
  });

  it("survives a reload", async () => {
    const { outbox, server, storage } = setUp();
    server.answer = { kind: "waiting", error: "offline" };
    const first = judgment();
    await outbox.add({ submission: first });
    const reloaded = setUp(storage);
    expect(reloaded.outbox.getState().waiting.map((each) => each.submission)).toEqual([first]);
    await reloaded.outbox.flush();
    expect(reloaded.sent).toEqual([first.idempotencyKey]);
    expect(storage.length).toBe(0);
  });

  it("tells of a judgment that the server refuses, keeps it, and goes on with the next", async () => {
    const { outbox, server, storage } = setUp();
    const told: string[] = [];
    outbox.onRefused((each) => told.push(each.submission.claimId));
    server.answer = REFUSED;
    const first = judgment();
    expect(await outbox.add({ submission: first, item: ITEM })).toBe("refused");
    expect(told).toEqual([first.claimId]);
    expect(outbox.getState().waiting).toEqual([]);
    const kept = [
      {
        submission: first,
        item: ITEM,
        queuedAt: 0,
        refusedAt: 0,
        refusal: { code: "CONFLICT", message: "", details: {} },
      },
    ];
    expect(outbox.getState().refused).toEqual(kept);
    // a reload shows it too, and does not send it again
    const reloaded = setUp(storage);
    await reloaded.outbox.flush();
    expect(reloaded.sent).toEqual([]);
    expect(reloaded.outbox.getState().refused).toEqual(kept);
  });

  it("forgets a refused judgment when it is discarded, or when its item is judged anew, and not before", async () => {
    const { outbox, server, storage } = setUp();
    server.answer = REFUSED;
    const [first, second] = [judgment(), judgment()];
    await outbox.add({ submission: first });
    await outbox.add({ submission: second });
    const again = { ...first, idempotencyKey: randomUuid() };
    await outbox.add({ submission: again });
    expect(outbox.getState().refused.map((each) => each.submission)).toEqual([second, again]);
    server.answer = { kind: "stored" };
    expect(await outbox.add({ submission: { ...first, idempotencyKey: randomUuid() } })).toBe("stored");
    expect(outbox.getState().refused.map((each) => each.submission)).toEqual([second]);
    const [kept] = outbox.getState().refused;
    outbox.discard(second.claimId);
    expect(storage.length).toBe(0);
    if (kept) outbox.keepRefused(kept);
    expect(outbox.getState().refused).toEqual([kept]);
  });

  it("in a storage that is too small for the items keeps the judgments", async () => {
    const storage = memoryStorage();
    const small = {
      ...storage,
      setItem: (key: string, value: string) => refuseLong(storage, key, value, 600),
    };
    const { outbox, server } = setUp(small);
    server.answer = { kind: "waiting", error: "offline" };
    const [first, second] = [judgment(), judgment()];
    await outbox.add({ submission: first, item: ITEM });
    await outbox.add({ submission: second, item: ITEM });
    expect(
      setUp(small)
        .outbox.getState()
        .waiting.map((each) => each.submission),
    ).toEqual([first, second]);
    // and where it takes nothing at all, the page does
    const full = { ...storage, setItem: (key: string, value: string) => refuseLong(storage, key, value, 0) };
    const page = setUp(full);
    page.server.answer = { kind: "waiting", error: "offline" };
    await page.outbox.add({ submission: judgment() });
    expect(page.outbox.getState().waiting).toHaveLength(3);
  });

  it("queues a judgment pressed twice once", async () => {
    const { outbox, server } = setUp();
    server.answer = { kind: "waiting", error: "offline" };
    const first = judgment();
    await Promise.all([outbox.add({ submission: first }), outbox.add({ submission: first })]);
    expect(outbox.getState().waiting).toHaveLength(1);
  });
});
