import type { StageReporter } from "@/lib/contracts/progress";

export interface SilentReporter extends StageReporter {
  /** What a person would have read. */
  lines: string[];
}

/** Draws nothing and keeps the log lines. */
export function silentReporter(): SilentReporter {
  const lines: string[] = [];
  return {
    lines,
    progress: () => undefined,
    metrics: () => undefined,
    log: (level, message) => lines.push(`${level}: ${message}`),
  };
}
