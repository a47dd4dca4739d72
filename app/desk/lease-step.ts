import { LEASE_SECONDS } from "@/lib/lease";

export const LEASE_MS = LEASE_SECONDS * 1000;

export interface LeaseSituation {
  now: number;
  /** When the lease ends that was last granted; of the same clock as `now`, milliseconds. */
  heldUntil: number;
  /** Somebody was at the page within the last lease. */
  alive: boolean;
}

/**
 * What a page does about the lease of its item. An open tab that nobody is at must not hold an item for ever: it lets
 * the lease run out and then says so.
 */
export function leaseStep({ now, heldUntil, alive }: LeaseSituation): "renew" | "wait" | "lapsed" {
  if (alive) return "renew";
  return now < heldUntil ? "wait" : "lapsed";
}
