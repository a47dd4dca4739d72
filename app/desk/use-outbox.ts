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
  const [outbox, setOutbox] = useState<Outbox | null>(null);

  useEffect(() => {
    const created = new Outbox({
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
    setOutbox(created);
    void created.flush();
    const flush = () => void created.flush();
    window.addEventListener("online", flush);
    return () => {
      window.removeEventListener("online", flush);
      created.dispose();
    };
  }, [client, userId]);

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
