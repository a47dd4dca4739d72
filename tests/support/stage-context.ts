import type { StageContext } from "@/lib/contracts/progress";

export interface RecordedStage {
  context: StageContext;
  logs: string[];
  metrics: { step: number; values: Readonly<Record<string, number>> }[];
  progress: { phase: string; done: number; total: number | null }[];
  abort(): void;
}

/** A stage's context that keeps what the stage tells. `onMetrics` may abort: a cancel in the middle of a run. */
export function recordStage(
  workDirectory: string,
  onMetrics?: (stage: RecordedStage, step: number) => void,
): RecordedStage {
  const controller = new AbortController();
  const stage: RecordedStage = {
    logs: [],
    metrics: [],
    progress: [],
    abort: () => controller.abort(new Error("stopped by the test")),
    context: {
      reporter: {
        progress: (update) => stage.progress.push(update),
        metrics: (step, values) => {
          stage.metrics.push({ step, values });
          onMetrics?.(stage, step);
        },
        log: (level, message) => stage.logs.push(`${level}: ${message}`),
      },
      signal: controller.signal,
      workDirectory,
    },
  };
  return stage;
}
