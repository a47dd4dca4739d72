/** Runs `work` while holding the lock file; passes on from a holder that died. */
export function withLock<T>(
  file: string,
  work: () => Promise<T>,
  options?: { onWait?: () => void },
): Promise<T>;
