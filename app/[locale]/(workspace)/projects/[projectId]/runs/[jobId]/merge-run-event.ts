import type { RecordedCurve } from "@/app/[locale]/(workspace)/projects/[projectId]/runs/[jobId]/metric-catalogue";
import type { RunLogLine } from "@/app/[locale]/(workspace)/projects/[projectId]/runs/[jobId]/RunLog";
import type { MetricPoint } from "@/app/components/charts/metric-series";
import type { JobProgress, JobStatus } from "@/lib/contracts/job";

/** What changes about a run while one looks at it. */
export interface RunState {
  id: string;
  status: JobStatus;
  attempt: number;
  progress: JobProgress | null;
  error: { code: string; message: string } | null;
  result: Record<string, unknown> | null;
  cancelRequestedAt: Date | null;
  startedAt: Date | null;
  finishedAt: Date | null;
}

export interface RunEvent {
  run: RunState;
  metrics: readonly { name: string; step: number; value: number }[];
  logs: readonly RunLogLine[];
}

export interface LiveRun {
  run: RunState;
  curves: readonly RecordedCurve[];
  logs: readonly RunLogLine[];
}

/** A page keeps the end of a long log. */
const KEPT_LINES = 5000;

/** The run as it is after one more event. A new attempt tells its curves anew: it went back to a checkpoint. */
export function mergeRunEvent(known: LiveRun | null, event: RunEvent): LiveRun {
  const begun = known === null || known.run.attempt !== event.run.attempt;
  const curves = new Map((begun ? [] : known.curves).map((curve) => [curve.name, curve.points]));
  const added = new Map<string, MetricPoint[]>();
  for (const { name, step, value } of event.metrics) {
    const points = added.get(name) ?? [];
    points.push({ step, value });
    added.set(name, points);
  }
  for (const [name, points] of added) curves.set(name, mergePoints(curves.get(name) ?? [], points));
  const last = known?.logs.at(-1)?.sequence ?? -1;
  const logs = [...(known?.logs ?? []), ...event.logs.filter((line) => line.sequence > last)];
  return {
    run: event.run,
    curves: [...curves].map(([name, points]) => ({ name, points })),
    logs: logs.slice(-KEPT_LINES),
  };
}

/** Sorted by step; a step that came again has its new value. */
function mergePoints(known: readonly MetricPoint[], added: readonly MetricPoint[]): readonly MetricPoint[] {
  const lastKnown = known.at(-1)?.step ?? Number.NEGATIVE_INFINITY;
  if (added.every((point, i) => point.step > (added[i - 1]?.step ?? lastKnown))) return [...known, ...added];
  const values = new Map(known.map((point) => [point.step, point.value]));
  for (const { step, value } of added) values.set(step, value);
  return [...values].map(([step, value]) => ({ step, value })).sort((a, b) => a.step - b.step);
}
