"use client";

import { useCallback, useEffect, useEffectEvent, useRef, useState } from "react";
import type { Answers } from "@/app/desk/desk-state";
import { toDraft } from "@/app/desk/desk-state";
import { writeLocalDraft } from "@/app/desk/local-draft";
import { useTRPCClient } from "@/app/trpc/context";
import { readAppError } from "@/app/trpc/read-app-error";

/** untouched: nothing to save; local: in this browser only, since the server does not answer. */
export type SaveState = "untouched" | "saving" | "saved" | "local";

export interface AutosaveOptions {
  claimId: string;
  answers: Answers;
  /** False before the first change. */
  touched: boolean;
  idempotencyKey: string;
  shownAt: string;
  activeSeconds: () => number;
  onLeaseLost: () => void;
}

const DEBOUNCE_MS = 700;
const RETRY_MS = 5_000;

/** Each change goes to this browser at once and to the server when the hand rests. */
export function useAutosave(options: AutosaveOptions): { state: SaveState; stop: () => void } {
  const { claimId, answers, touched, idempotencyKey, shownAt, activeSeconds } = options;
  const client = useTRPCClient();
  const [state, setState] = useState<SaveState>("untouched");
  const stopped = useRef(false);
  const onLeaseLost = useEffectEvent(options.onLeaseLost);

  useEffect(() => {
    if (!touched || stopped.current) return;
    const draft = toDraft(answers, activeSeconds());
    writeLocalDraft(window.localStorage, { claimId, draft, idempotencyKey, shownAt, savedAt: Date.now() });
    setState("saving");
    let timer: number | undefined;
    let outdated = false;
    const save = () => {
      client.annotate.saveDraft.mutate({ claimId, draft: toDraft(answers, activeSeconds()) }).then(
        () => {
          if (!outdated) setState("saved");
        },
        (error: unknown) => {
          if (outdated || stopped.current) return;
          setState("local");
          if (readAppError(error)?.code === "LEASE_NOT_YOURS") onLeaseLost();
          else timer = window.setTimeout(save, RETRY_MS);
        },
      );
    };
    timer = window.setTimeout(save, DEBOUNCE_MS);
    return () => {
      outdated = true;
      window.clearTimeout(timer);
    };
  }, [client, claimId, answers, touched, idempotencyKey, shownAt, activeSeconds]);

  /** A submitted judgment's draft must not come back. */
  const stop = useCallback(() => {
    stopped.current = true;
  }, []);
  return { state, stop };
}
