"use client";

import { useLocale } from "next-intl";
import {
  CartesianGrid,
  Line,
  LineChart,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts";
import { HoverCard } from "@/app/components/charts/HoverCard";
import { axisTicks } from "@/app/components/charts/axis-ticks";
import { formatMetric, formatTicks } from "@/app/components/charts/format-metric";
import type { MetricChartProps } from "@/app/components/charts/metric-chart-props";
import { thinPoints, toMetricRows } from "@/app/components/charts/metric-series";

const TICK = { fill: "var(--color-faint)", fontSize: 11 };

/** Pixels; most labels take as little as this. */
const AXIS_WIDTH = 46;

function axisWidth(labels: readonly string[]): number {
  return Math.max(AXIS_WIDTH, ...labels.map((label) => label.length * 6.5 + 10));
}

/** The drawing itself; it fills its parent. */
export function LineCanvas({ series, format, stepLabel, stepDomain, syncId, level }: MetricChartProps) {
  const locale = useLocale();
  const rows = toMetricRows(series.map((one) => ({ ...one, points: thinPoints(one.points) })));
  const said = (value: number) => formatMetric(value, format, locale);
  const ticks = axisTicks([
    ...series.flatMap((one) => one.points.map((point) => point.value)),
    ...(level === undefined ? [] : [level.value]),
  ]);
  const labels = formatTicks(ticks, format, locale);
  return (
    <ResponsiveContainer
      width="100%"
      height="100%"
      minWidth={0}
      initialDimension={{ width: 320, height: 144 }}
    >
      <LineChart
        data={rows}
        syncId={syncId}
        syncMethod="value"
        margin={{ top: 6, right: 8, bottom: 0, left: 0 }}
      >
        <CartesianGrid vertical={false} stroke="var(--color-line)" />
        <XAxis
          dataKey="step"
          type="number"
          domain={[stepDomain[0], stepDomain[1]]}
          allowDecimals={false}
          tick={TICK}
          tickLine={false}
          axisLine={{ stroke: "var(--color-line-strong)" }}
          tickMargin={4}
          minTickGap={24}
          height={20}
        />
        <YAxis
          tick={TICK}
          tickLine={false}
          axisLine={false}
          ticks={ticks}
          tickFormatter={(tick: number) => labels[ticks.indexOf(tick)] ?? said(tick)}
          width={axisWidth(labels)}
          domain={[ticks[0] ?? "auto", ticks.at(-1) ?? "auto"]}
        />
        {level !== undefined && (
          <ReferenceLine
            y={level.value}
            stroke="var(--color-faint)"
            strokeDasharray="3 3"
            ifOverflow="extendDomain"
            label={{
              value: level.label,
              position: "insideTopRight",
              fill: "var(--color-faint)",
              fontSize: 11,
            }}
          />
        )}
        <Tooltip
          isAnimationActive={false}
          cursor={{ stroke: "var(--color-line-strong)" }}
          content={<HoverCard stepLabel={stepLabel} formatValue={said} />}
        />
        {series.map((one) => (
          <Line
            key={one.key}
            dataKey={one.key}
            name={one.label}
            stroke={one.color}
            strokeWidth={1.75}
            {...(one.dashed === true && { strokeDasharray: "4 3" })}
            type="linear"
            dot={one.points.length === 1 ? { r: 2.5, fill: one.color } : false}
            activeDot={{ r: 3, strokeWidth: 0, fill: one.color }}
            connectNulls
            isAnimationActive={false}
          />
        ))}
      </LineChart>
    </ResponsiveContainer>
  );
}
