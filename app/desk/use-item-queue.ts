"use client";

import type { inferRouterOutputs } from "@trpc/server";
import { useCallback, useEffect, useRef, useState } from "react";
import type { DeskItem, DeskProgress } from "@/app/desk/desk-item";
import { LEASE_MS } from "@/app/desk/lease-step";
import type { Activity } from "@/app/desk/use-activity";
import { HEARTBEAT_MS } from "@/app/desk/use-heartbeat";
import { useTRPCClient } from "@/app/trpc/context";
import { readAppError } from "@/app/trpc/read-app-error";
import type { AppRouter } from "@/server/api/root";

export type QueueState =
  | { phase: "loading" }
  | { phase: "item"; item: DeskItem }
  | { phase: "empty" }
  | { phase: "failed"; error: unknown };

export interface ItemQueue {
  state: QueueState;
  progress: DeskProgress | null;
  /** Shows the next item: at once where it was fetched ahead, else after `settled` (the submission's end). */
  finish: (claimId: string, counts: boolean, settled: Promise<unknown>) => void;
  /** The judgment was not stored after all. */
  uncount: (claimId: string) => void;
  /** Shows an item of before again; the one at hand waits. */
  reopen: (item: DeskItem) => void;
  /** Asks the server again. */
  reload: () => void;
}

type Claimed = NonNullable<inferRouterOutputs<AppRouter>["annotate"]["claimNext"]>;

function toDeskItem({
  claim,
  item,
  responses,
  rubric,
  guidelines,
  guidelinesVersion,
  draft,
}: Claimed): DeskItem {
  return {
    claimId: claim.id,
    roundNumber: item.roundNumber,
    roundName: item.roundName,
    messages: item.messages,
    responses,
    rubric,
    guidelines,
    guidelinesVersion,
    draft,
  };
}

/** More than anybody finishes between two answers of the server. */
const MAX_EXCEPT = 50;

export interface ItemQueueOptions {
  projectId: string;
  /** Claims whose judgments are on their way: done for this page, whatever the server thinks. */
  sentClaims: () => readonly string[];
  /** Whether somebody was at the page in the last milliseconds. */
  sawLifeWithin: Activity["sawLifeWithin"];
  /** Before the first claim is asked for. */
  prepare: () => Promise<unknown>;
}

/**
 * The item at hand and the one after it, which is claimed ahead, so that a submission is followed by the next item
 * within a frame.
 */
export function useItemQueue({ projectId, sentClaims, sawLifeWithin, prepare }: ItemQueueOptions): ItemQueue {
  const client = useTRPCClient();
  const [state, setState] = useState<QueueState>({ phase: "loading" });
  const [progress, setProgress] = useState<DeskProgress | null>(null);
  const ahead = useRef<Promise<DeskItem | null> | null>(null);
  const aheadClaimId = useRef<string | null>(null);
  const finished = useRef(new Set<string>());
  /** Those of the finished ones that `progress` has counted. */
  const counted = useRef(new Set<string>());
  const epoch = useRef(0);

  const claim = useCallback(
    async (besides: readonly string[]): Promise<DeskItem | null> => {
      const except = new Set([...besides, ...sentClaims(), ...finished.current]);
      const claimed = await client.annotate.claimNext.mutate({
        projectId,
        exceptClaimIds: [...except].slice(-MAX_EXCEPT),
      });
      // Nobody waits for the count, and the next one is as good.
      client.annotate.queue.query({ projectId }).then(
        (counts) =>
          setProgress((shown) => ({
            // What was submitted a moment ago may not be counted yet.
            done: Math.max(shown?.done ?? 0, counts.judged),
            total: counts.judged + counts.atHand + counts.available,
          })),
        () => undefined,
      );
      return claimed === null ? null : toDeskItem(claimed);
    },
    [client, projectId, sentClaims],
  );

  const show = useCallback(
    (item: DeskItem | null) => {
      setState(item === null ? { phase: "empty" } : { phase: "item", item });
      // Failing ahead is no failure: it is asked for again when it is needed.
      const fetching = item === null ? null : claim([item.claimId]).catch(() => null);
      ahead.current = fetching;
      aheadClaimId.current = null;
      void fetching?.then((next) => {
        if (ahead.current === fetching) aheadClaimId.current = next?.claimId ?? null;
      });
    },
    [claim],
  );

  const load = useCallback(async () => {
    const mine = ++epoch.current;
    try {
      const item = await claim([]);
      if (mine === epoch.current) show(item);
    } catch (error) {
      if (mine === epoch.current) setState({ phase: "failed", error });
    }
  }, [claim, show]);

  const reload = useCallback(() => {
    setState((shown) => (shown.phase === "item" ? shown : { phase: "loading" }));
    void load();
  }, [load]);

  const finish = useCallback(
    (claimId: string, counts: boolean, settled: Promise<unknown>) => {
      const mine = ++epoch.current;
      finished.current.add(claimId);
      if (counts && !counted.current.has(claimId)) {
        counted.current.add(claimId);
        setProgress((shown) => shown && { ...shown, done: shown.done + 1 });
      }
      const fetched = ahead.current;
      ahead.current = null;
      aheadClaimId.current = null;
      // Only seen where the next item is not here yet: a promise that is settled wins before the frame is drawn.
      const timer = window.setTimeout(() => {
        if (mine === epoch.current) setState({ phase: "loading" });
      }, 60);
      void (async () => {
        const next = (await fetched) ?? null;
        if (next !== null && !finished.current.has(next.claimId)) {
          window.clearTimeout(timer);
          if (mine === epoch.current) show(next);
          return;
        }
        await settled;
        window.clearTimeout(timer);
        if (mine === epoch.current) await load();
      })();
    },
    [load, show],
  );

  const uncount = useCallback((claimId: string) => {
    if (counted.current.delete(claimId)) {
      setProgress((shown) => shown && { ...shown, done: Math.max(0, shown.done - 1) });
    }
  }, []);

  const reopen = useCallback(
    (item: DeskItem) => {
      epoch.current++;
      finished.current.delete(item.claimId);
      show(item);
    },
    [show],
  );

  // The waiting item's lease; where it is lost, or nobody is here, another is asked for when it is needed.
  useEffect(() => {
    const letGo = () => {
      ahead.current = null;
      aheadClaimId.current = null;
    };
    const timer = window.setInterval(() => {
      const claimId = aheadClaimId.current;
      if (claimId === null) return;
      if (!sawLifeWithin(LEASE_MS)) {
        letGo();
        return;
      }
      if (document.visibilityState === "hidden") return;
      client.annotate.heartbeat.mutate({ claimId }).catch((error: unknown) => {
        if (readAppError(error)?.code === "LEASE_NOT_YOURS" && aheadClaimId.current === claimId) letGo();
      });
    }, HEARTBEAT_MS);
    return () => window.clearInterval(timer);
  }, [client, sawLifeWithin]);

  useEffect(() => {
    let ended = false;
    void prepare().finally(() => {
      if (!ended) void load();
    });
    return () => {
      ended = true;
    };
  }, [prepare, load]);

  return { state, progress, finish, uncount, reopen, reload };
}
