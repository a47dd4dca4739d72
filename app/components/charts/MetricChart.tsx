"use client";

import { Download } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useRef } from "react";
import { LineCanvas } from "@/app/components/charts/LineCanvas";
import { chartToPng } from "@/app/components/charts/chart-to-png";
import { downloadFile, toFileName } from "@/app/components/charts/download-file";
import { formatMetric } from "@/app/components/charts/format-metric";
import type { MetricChartProps } from "@/app/components/charts/metric-chart-props";
import { metricCsv } from "@/app/components/charts/metric-csv";
import { IconButton } from "@/app/components/ui/IconButton";
import { Menu, MenuItem } from "@/app/components/ui/Menu";

export function MetricChart(props: MetricChartProps) {
  const { title, hint, unit, series, format } = props;
  const t = useTranslations("charts");
  const locale = useLocale();
  const canvas = useRef<HTMLDivElement>(null);
  const only = series.length === 1 ? series[0] : undefined;
  const first = only?.points[0];
  const last = only?.points.at(-1);
  const said = (value: number) => formatMetric(value, format, locale);

  const savePng = async () => {
    const svg = canvas.current?.querySelector<SVGSVGElement>("svg.recharts-surface");
    if (svg) downloadFile(`${toFileName(title)}.png`, await chartToPng(svg, title));
  };
  const saveCsv = () => {
    downloadFile(`${toFileName(title)}.csv`, new Blob([metricCsv(series)], { type: "text/csv" }));
  };

  return (
    <section className="group min-w-0 rounded-lg border border-line bg-panel p-3" aria-label={title}>
      <header className="flex items-start justify-between gap-2">
        <div className="min-w-0">
          <h3 className="flex items-baseline gap-1.5 text-sm font-medium" title={hint}>
            <span className="truncate">{title}</span>
            {unit !== undefined && <span className="text-xs font-normal text-faint">{unit}</span>}
          </h3>
          {only === undefined ? (
            <p className="flex h-6 flex-wrap items-center gap-x-3 overflow-hidden text-xs text-muted">
              {series.map((one) => (
                <span key={one.key} className="inline-flex items-center gap-1 figures">
                  <span
                    aria-hidden
                    className="h-0.5 w-3 rounded-full"
                    style={{ backgroundColor: one.color }}
                  />
                  {one.label}
                  <b className="font-semibold text-ink">{said(one.points.at(-1)?.value ?? Number.NaN)}</b>
                </span>
              ))}
            </p>
          ) : (
            <p className="h-6 text-lg font-semibold tracking-tight figures">
              {last === undefined ? "–" : said(last.value)}
            </p>
          )}
        </div>
        <Menu
          trigger={
            <IconButton
              size="sm"
              label={t("download", { title })}
              icon={<Download aria-hidden className="size-3.5" />}
              className="-mt-1 -mr-1 opacity-60 group-hover:opacity-100 focus-visible:opacity-100"
            />
          }
        >
          <MenuItem onSelect={() => void savePng()}>{t("asPng")}</MenuItem>
          <MenuItem onSelect={saveCsv}>{t("asCsv")}</MenuItem>
        </Menu>
      </header>
      <div
        ref={canvas}
        className="mt-1 h-36"
        role="group"
        aria-label={
          first === undefined || last === undefined
            ? title
            : t("summary", {
                title,
                from: said(first.value),
                to: said(last.value),
                first: first.step,
                last: last.step,
              })
        }
      >
        <LineCanvas {...props} />
      </div>
    </section>
  );
}
