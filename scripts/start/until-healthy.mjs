import { setTimeout as sleep } from "node:timers/promises";
import { StepFailed } from "../support/steps.mjs";

const WITHIN = 90_000; // milliseconds

/**
 * Waits until the web process answers and reaches its database.
 *
 * @param {{host: string, port: number, signal: AbortSignal, lastLines: () => string[], logFile: string}} options
 */
export async function untilHealthy({ host, port, signal, lastLines, logFile }) {
  const name = { "0.0.0.0": "127.0.0.1", "::": "[::1]" }[host] ?? (host.includes(":") ? `[${host}]` : host);
  const deadline = Date.now() + WITHIN;
  let reason = "";
  while (Date.now() < deadline) {
    signal.throwIfAborted();
    try {
      const answer = await fetch(`http://${name}:${port}/api/health`, {
        signal: AbortSignal.timeout(30_000),
      });
      if (answer.ok) return;
      reason = `it answers ${answer.status}: ${(await answer.text()).slice(0, 300)}`;
    } catch (error) {
      reason = error.cause?.message ?? error.message;
    }
    await sleep(100);
  }
  throw new StepFailed([`the web process does not get healthy: ${reason}`, ...lastLines()].join("\n"), {
    advice: `Its log is ${logFile}.`,
  });
}
