import type { JobEvents } from "@/server/live/job-events";

export interface ChangeSignal {
  /** Resolves at the next change (one that came since the last call counts), after `milliseconds`, or on abort. */
  wait(milliseconds: number): Promise<void>;
  close(): void;
}

/** Watches for changes of the jobs that `concerns` names, without losing one between two looks. */
export function watchChanges(
  events: JobEvents,
  concerns: (jobId: string) => boolean,
  signal: AbortSignal,
): ChangeSignal {
  let changed = false;
  let wake: (() => void) | null = null;
  const notify = () => {
    changed = true;
    wake?.();
  };
  const unsubscribe = events.subscribe((jobId) => {
    if (concerns(jobId)) notify();
  });
  signal.addEventListener("abort", notify);
  return {
    async wait(milliseconds) {
      if (!changed && !signal.aborted) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, milliseconds);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
        wake = null;
      }
      changed = false;
    },
    close() {
      unsubscribe();
      signal.removeEventListener("abort", notify);
    },
  };
}
