"use client";

import { useEffect, useEffectEvent } from "react";
import { useTRPCClient } from "@/app/trpc/context";
import { readAppError } from "@/app/trpc/read-app-error";

export const HEARTBEAT_MS = 60_000;

/** Keeps the lease of an item while someone has it open. A request that gets no answer is no loss: the next may. */
export function useHeartbeat(claimId: string, onLeaseLost: () => void): void {
  const client = useTRPCClient();
  const lost = useEffectEvent(onLeaseLost);
  useEffect(() => {
    let ended = false;
    const beat = () => {
      if (document.visibilityState === "hidden") return;
      client.annotate.heartbeat.mutate({ claimId }).catch((error: unknown) => {
        if (!ended && readAppError(error)?.code === "LEASE_NOT_YOURS") lost();
      });
    };
    const timer = window.setInterval(beat, HEARTBEAT_MS);
    document.addEventListener("visibilitychange", beat);
    return () => {
      ended = true;
      window.clearInterval(timer);
      document.removeEventListener("visibilitychange", beat);
    };
  }, [client, claimId]);
}
