"use client";

import { LineChart as LineChartIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import {
  METRIC_GROUPS,
  toMetricCurves,
} from "@/app/[locale]/(workspace)/projects/[projectId]/runs/[jobId]/metric-catalogue";
import type {
  MetricCurve,
  RecordedCurve,
} from "@/app/[locale]/(workspace)/projects/[projectId]/runs/[jobId]/metric-catalogue";
import { MetricChart } from "@/app/components/charts/MetricChart";
import type { MetricSeries } from "@/app/components/charts/metric-series";
import { EmptyState } from "@/app/components/ui/EmptyState";

export interface RunCurvesProps {
  recorded: readonly RecordedCurve[];
  /** Of the job: train-policy counts iterations, the others steps. */
  kind: string;
  /** The run's configuration, for levels such as the KL target. */
  config: Readonly<Record<string, unknown>>;
  running: boolean;
}

export function RunCurves({ recorded, kind, config, running }: RunCurvesProps) {
  const t = useTranslations("runs");
  const curves = toMetricCurves(recorded);
  if (curves.length === 0) {
    return (
      <EmptyState
        icon={<LineChartIcon aria-hidden className="size-5" />}
        title={t(running ? "curvesEmptyTitle" : "curvesNoneTitle")}
        description={running ? t("curvesEmptyRunning") : t("curvesEmptyDone")}
      />
    );
  }
  const ends = recorded.flatMap(({ points }) => [points[0]?.step ?? 0, points.at(-1)?.step ?? 0]);
  const first = Math.min(...ends);
  const last = Math.max(...ends);
  const domain: [number, number] = [first, kind === "train-policy" ? planned(config, last) : last];
  return (
    <div className="space-y-6">
      {METRIC_GROUPS.map((group) => {
        const members = curves.filter((curve) => curve.group === group);
        if (members.length === 0) return null;
        return (
          <section key={group}>
            <h2 className="mb-2 text-sm font-semibold text-muted">{t(`groups.${group}`)}</h2>
            <div className="grid gap-3 sm:grid-cols-2 lg:grid-cols-3 xl:grid-cols-4">
              {members.map((curve) => (
                <Curve key={curve.key} curve={curve} domain={domain} kind={kind} config={config} />
              ))}
            </div>
          </section>
        );
      })}
    </div>
  );
}

interface CurveProps {
  curve: MetricCurve;
  domain: readonly [number, number];
  kind: string;
  config: Readonly<Record<string, unknown>>;
}

function Curve({ curve, domain, kind, config }: CurveProps) {
  const t = useTranslations("runs");
  const text = (part: "label" | "unit" | "hint"): string | undefined => {
    const key = `metrics.${curve.key}.${part}` as "metrics.loss.label";
    return t.has(key) ? t(key) : undefined;
  };
  const series: MetricSeries[] = curve.splits.map(({ split, points }) => ({
    key: split === null ? curve.key : `${split}_${curve.key}`,
    label: t(`series.${split ?? "train"}`),
    color: split === "eval" ? "var(--color-series-1)" : "var(--color-series-0)",
    points,
  }));
  const level = useLevel(curve.key, config);
  return (
    <MetricChart
      title={text("label") ?? curve.key}
      unit={text("unit")}
      hint={text("hint")}
      series={series}
      format={curve.format}
      stepLabel={t(kind === "train-policy" ? "stepIteration" : "stepOptimiser")}
      stepDomain={domain}
      syncId="run"
      level={level}
    />
  );
}

function useLevel(key: string, config: Readonly<Record<string, unknown>>) {
  const t = useTranslations("runs");
  if (key === "pairAccuracy") return { value: 0.5, label: t("levelChance") };
  if (key === "valRatio") return { value: 1, label: t("levelOne") };
  if (key === "objectiveKl" && config.adaptiveKl !== false && typeof config.klTarget === "number") {
    return { value: config.klTarget, label: t("levelTarget") };
  }
  return undefined;
}

/** The last iteration that the run will make, so that the curves grow into their place. */
function planned(config: Readonly<Record<string, unknown>>, last: number): number {
  return typeof config.iterations === "number" ? Math.max(config.iterations, last) : last;
}
