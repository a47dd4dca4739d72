import type { MetricFormat } from "@/app/components/charts/format-metric";
import type { MetricSeries } from "@/app/components/charts/metric-series";

export interface MetricChartProps {
  title: string;
  /** What the curve means, one sentence. */
  hint?: string;
  /** Beside the title: nats, tokens, … */
  unit?: string;
  series: readonly MetricSeries[];
  format: MetricFormat;
  /** What a step is: "iteration", "optimiser step". */
  stepLabel: string;
  /** Shared by the charts of one grid, so that they end at the same place. */
  stepDomain: readonly [number, number];
  /** Charts with one id show the same step together. */
  syncId: string;
  /** A level to compare with, drawn dashed: the KL target, chance. */
  level?: { value: number; label: string };
}
