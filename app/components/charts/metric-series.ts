/** One point of a curve. */
export interface MetricPoint {
  step: number;
  value: number;
}

export interface MetricSeries {
  /** Stable, one word: column name in the CSV. */
  key: string;
  label: string;
  /** CSS colour. */
  color: string;
  points: readonly MetricPoint[];
  dashed?: boolean;
}

/** A row for recharts: the step and each series' value there. */
export type MetricRow = { step: number } & Record<string, number>;

/** Joins series by step, ascending. */
export function toMetricRows(series: readonly MetricSeries[]): MetricRow[] {
  const rows = new Map<number, MetricRow>();
  for (const one of series) {
    for (const point of one.points) {
      const row = rows.get(point.step) ?? ({ step: point.step } as MetricRow);
      row[one.key] = point.value;
      rows.set(point.step, row);
    }
  }
  return [...rows.values()].sort((a, b) => a.step - b.step);
}

/**
 * Leaves at most about `limit` points: in each stretch of the curve its lowest and highest, so that a spike stays
 * visible however long the run was.
 */
export function thinPoints(points: readonly MetricPoint[], limit = 600): readonly MetricPoint[] {
  if (points.length <= limit) return points;
  const size = Math.ceil(points.length / (limit / 2));
  const kept: MetricPoint[] = [];
  for (let start = 0; start < points.length; start += size) {
    const stretch = points.slice(start, start + size);
    const first = stretch[0];
    if (first === undefined) break;
    let low = first;
    let high = first;
    for (const point of stretch) {
      if (point.value < low.value) low = point;
      if (point.value > high.value) high = point;
    }
    if (low === high) kept.push(low);
    else kept.push(...(low.step < high.step ? [low, high] : [high, low]));
  }
  const last = points.at(-1);
  if (last !== undefined && kept.at(-1) !== last) kept.push(last);
  return kept;
}
