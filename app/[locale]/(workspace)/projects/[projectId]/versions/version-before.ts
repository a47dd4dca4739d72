interface PastDeployment {
  reason: "initial" | "deploy" | "rollback";
  versionNumber: number;
}

/**
 * The number of the policy that a rollback returns to, or null. Rollbacks take deployments off a stack, as the server
 * does. `history` is newest first.
 */
export function versionBefore(history: readonly PastDeployment[]): number | null {
  const stack: number[] = [];
  for (const { reason, versionNumber } of history.toReversed()) {
    if (reason === "rollback") stack.pop();
    else stack.push(versionNumber);
  }
  return stack.at(-2) ?? null;
}
