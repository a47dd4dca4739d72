"use client";

import { useEffect, useEffectEvent, useRef, useState } from "react";
import { LEASE_MS, leaseStep } from "@/app/desk/lease-step";
import type { Activity } from "@/app/desk/use-activity";
import { useTRPCClient } from "@/app/trpc/context";
import { readAppError } from "@/app/trpc/read-app-error";
import { HEARTBEAT_SECONDS } from "@/lib/lease";

export const HEARTBEAT_MS = HEARTBEAT_SECONDS * 1000;

export interface HeartbeatOptions {
  claimId: string;
  sawLifeWithin: Activity["sawLifeWithin"];
  /** Somebody else has the item. */
  onLeaseLost: () => void;
}

export interface Heartbeat {
  /** Nobody was here for so long that the lease ran out. */
  lapsed: boolean;
  claimAgain: () => Promise<void>;
}

/**
 * Keeps the lease of an item while someone is at the page. A request that gets no answer is no loss: the next may.
 */
export function useHeartbeat({ claimId, sawLifeWithin, onLeaseLost }: HeartbeatOptions): Heartbeat {
  const client = useTRPCClient();
  const [lapsed, setLapsed] = useState(false);
  const heldUntil = useRef(Infinity);
  const lost = useEffectEvent(onLeaseLost);

  useEffect(() => {
    let ended = false;
    heldUntil.current = Date.now() + LEASE_MS;
    const step = () => {
      const now = Date.now();
      const next = leaseStep({ now, heldUntil: heldUntil.current, alive: sawLifeWithin(LEASE_MS) });
      if (next === "lapsed") setLapsed(true);
      if (next !== "renew" || document.visibilityState === "hidden") return;
      client.annotate.heartbeat.mutate({ claimId }).then(
        () => {
          heldUntil.current = now + LEASE_MS;
        },
        (error: unknown) => {
          if (!ended && readAppError(error)?.code === "LEASE_NOT_YOURS") lost();
        },
      );
    };
    if (lapsed) return;
    const timer = window.setInterval(step, HEARTBEAT_MS);
    document.addEventListener("visibilitychange", step);
    return () => {
      ended = true;
      window.clearInterval(timer);
      document.removeEventListener("visibilitychange", step);
    };
  }, [client, claimId, sawLifeWithin, lapsed]);

  const claimAgain = async () => {
    try {
      await client.annotate.heartbeat.mutate({ claimId });
    } catch (error) {
      if (readAppError(error)?.code !== "LEASE_NOT_YOURS") throw error;
      onLeaseLost();
    }
    setLapsed(false);
  };
  return { lapsed, claimAgain };
}
