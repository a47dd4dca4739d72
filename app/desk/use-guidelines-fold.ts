"use client";

import { useEffect, useState } from "react";

const KEY = "plaudit.guidelines";

/** Whether the guidelines are open; remembered in this browser. Closed on the first visit of a small screen. */
export function useGuidelinesFold(): [boolean, (open: boolean) => void] {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    let stored: string | null = null;
    try {
      stored = window.localStorage.getItem(KEY);
    } catch {
      // Blocked storage remembers nothing.
    }
    // eslint-disable-next-line react-hooks/set-state-in-effect -- the server knows neither storage nor screen
    setOpen(stored === null ? window.matchMedia("(min-width: 80rem)").matches : stored === "open");
  }, []);
  const change = (next: boolean) => {
    setOpen(next);
    try {
      window.localStorage.setItem(KEY, next ? "open" : "closed");
    } catch {
      // Blocked storage: for this visit only.
    }
  };
  return [open, change];
}
