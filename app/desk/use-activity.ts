"use client";

import { useEffect, useMemo, useRef } from "react";
import { ActivityClock } from "@/app/desk/activity-clock";

const SIGNS = ["keydown", "pointerdown", "pointermove", "wheel", "scroll", "touchstart"] as const;

export interface Activity {
  activeSeconds: () => number;
  /** Whether somebody was at the page in the last `milliseconds`. */
  sawLifeWithin: (milliseconds: number) => boolean;
}

/** Measures from the mount on, `before` (seconds, constant) included. */
export function useActivity(before: number): Activity {
  const clock = useRef<ActivityClock | null>(null);

  useEffect(() => {
    const current = new ActivityClock(performance.now(), document.visibilityState === "visible");
    current.restart(performance.now(), before);
    clock.current = current;
    let last = 0;
    const sign = () => {
      const now = performance.now();
      // Pointers move a hundred times a second; a second is fine enough.
      if (now - last < 1000) return;
      last = now;
      current.signOfLife(now);
    };
    const visibility = () => current.setVisible(performance.now(), document.visibilityState === "visible");
    for (const type of SIGNS) window.addEventListener(type, sign, { passive: true, capture: true });
    document.addEventListener("visibilitychange", visibility);
    return () => {
      for (const type of SIGNS) window.removeEventListener(type, sign, { capture: true });
      document.removeEventListener("visibilitychange", visibility);
    };
  }, [before]);

  return useMemo(
    () => ({
      activeSeconds: () => clock.current?.activeSeconds(performance.now()) ?? before,
      sawLifeWithin: (milliseconds) => clock.current?.sawLifeWithin(performance.now(), milliseconds) ?? true,
    }),
    [before],
  );
}
