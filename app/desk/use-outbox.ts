"use client";

import { useEffect, useState, useSyncExternalStore } from "react";
import { Outbox } from "@/app/desk/outbox";
import type { OutboxState, SendOutcome } from "@/app/desk/outbox";
import { useTRPCClient } from "@/app/trpc/context";
import { readAppError } from "@/app/trpc/read-app-error";
import type { ReadAppError } from "@/app/trpc/read-app-error";

/** The server said no to this very judgment; everything else may pass. */
const FINAL: readonly ReadAppError["code"][] = [
  "INVALID_INPUT",
  "FORBIDDEN",
  "NOT_FOUND",
  "LEASE_NOT_YOURS",
  "ROUND_NOT_OPEN",
  "CONFLICT",
  "JUDGMENT_ALREADY_SUBMITTED",
];

function outcomeOf(error: unknown): SendOutcome {
  const read = readAppError(error);
  // the same was stored before, perhaps from another tab
  if (read?.code === "JUDGMENT_ALREADY_SUBMITTED" && read.details.reason !== "earlierCounts") {
    return { kind: "stored" };
  }
  if (read !== null && FINAL.includes(read.code)) return { kind: "refused", refusal: read };
  return { kind: "waiting", error };
}

function createOutbox(client: ReturnType<typeof useTRPCClient>, userId: string): Outbox {
  return new Outbox({
    storage: window.localStorage,
    userId,
    now: () => Date.now(),
    send: (submission) =>
      client.annotate.submit.mutate(submission).then(
        () => ({ kind: "stored" }) as const,
        (error: unknown) => outcomeOf(error),
      ),
    schedule: (callback, milliseconds) => {
      const timer = window.setTimeout(callback, milliseconds);
      return () => window.clearTimeout(timer);
    },
  });
}

const EMPTY: OutboxState = { waiting: [], refused: [], problem: null };

export function useOutbox(userId: string): {
  outbox: Outbox | null;
  state: OutboxState;
} {
  const client = useTRPCClient();
  // The server renders without one; what waits is shown after hydration.
  const [outbox] = useState(() => (typeof window === "undefined" ? null : createOutbox(client, userId)));

  useEffect(() => {
    if (outbox === null) return;
    const flush = () => void outbox.flush();
    flush();
    window.addEventListener("online", flush);
    return () => {
      window.removeEventListener("online", flush);
      outbox.pause();
    };
  }, [outbox]);

  const state = useSyncExternalStore(
    outbox?.subscribe ?? subscribeToNothing,
    outbox?.getState ?? emptyState,
    emptyState,
  );
  return { outbox, state };
}

function subscribeToNothing(): () => void {
  return () => undefined;
}

function emptyState(): OutboxState {
  return EMPTY;
}
