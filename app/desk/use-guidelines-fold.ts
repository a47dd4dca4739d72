"use client";

import { useSyncExternalStore } from "react";

const KEY = "plaudit.guidelines";
const WIDE = "(min-width: 80rem)";
const listeners = new Set<() => void>();
/** What was chosen since the page was loaded; also where the browser stores nothing. */
let chosen: boolean | null = null;

function read(): boolean {
  if (chosen !== null) return chosen;
  try {
    const stored = window.localStorage.getItem(KEY);
    if (stored !== null) return stored === "open";
  } catch {
    // Blocked storage remembers nothing.
  }
  return window.matchMedia(WIDE).matches;
}

function choose(open: boolean): void {
  chosen = open;
  try {
    window.localStorage.setItem(KEY, open ? "open" : "closed");
  } catch {
    // Blocked storage: for this visit only.
  }
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Whether the guidelines are open: as it was left in this browser, at first where there is room. */
export function useGuidelinesFold(): [boolean, (open: boolean) => void] {
  const open = useSyncExternalStore(subscribe, read, () => false);
  return [open, choose];
}
