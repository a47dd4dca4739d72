/** Waits for all, then throws the first failure, which is told at once. */
export function settleAll<T>(
  promises: readonly (Promise<T> | T)[],
  onFailure: (error: unknown) => void,
): Promise<T[]>;
