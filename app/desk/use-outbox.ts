"use client";

import { useEffect, useState, useSyncExternalStore } from "react";
import { Outbox } from "@/app/desk/outbox";
import type { Outgoing, OutboxState, SendOutcome } from "@/app/desk/outbox";
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
];

function outcomeOf(error: unknown): SendOutcome {
  const code = readAppError(error)?.code;
  if (code === "JUDGMENT_ALREADY_SUBMITTED") return { kind: "stored" };
  if (code !== undefined && FINAL.includes(code)) return { kind: "refused", error };
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

export interface UseOutboxOptions {
  userId: string;
  onRefused: (refused: Outgoing, error: unknown) => void;
}

const EMPTY: OutboxState = { waiting: [], problem: null };

export function useOutbox({ userId, onRefused }: UseOutboxOptions): {
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

  useEffect(() => outbox?.onRefused(onRefused), [outbox, onRefused]);

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
