import { toMetricRows } from "@/app/components/charts/metric-series";
import type { MetricSeries } from "@/app/components/charts/metric-series";

/** RFC 4180, one row a step, full precision; a byte order mark so that spreadsheets read Chinese column names. */
export function metricCsv(series: readonly MetricSeries[]): string {
  const header = ["step", ...series.map((one) => one.key)];
  const rows = toMetricRows(series).map((row) => [
    row.step,
    ...series.map((one) => {
      const value = row[one.key];
      return value === undefined ? "" : value;
    }),
  ]);
  return `\uFEFF${[header, ...rows].map((cells) => cells.map(quote).join(",")).join("\r\n")}\r\n`;
}

function quote(cell: string | number): string {
  const text = String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
