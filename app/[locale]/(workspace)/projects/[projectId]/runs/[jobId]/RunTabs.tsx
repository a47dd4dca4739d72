"use client";

import { useTranslations } from "next-intl";
import { RunConfig } from "@/app/[locale]/(workspace)/projects/[projectId]/runs/[jobId]/RunConfig";
import { RunCurves } from "@/app/[locale]/(workspace)/projects/[projectId]/runs/[jobId]/RunCurves";
import { RunLog } from "@/app/[locale]/(workspace)/projects/[projectId]/runs/[jobId]/RunLog";
import { RunSamples } from "@/app/[locale]/(workspace)/projects/[projectId]/runs/[jobId]/RunSamples";
import { parseMetricName } from "@/app/[locale]/(workspace)/projects/[projectId]/runs/[jobId]/metric-catalogue";
import type { LiveRun } from "@/app/[locale]/(workspace)/projects/[projectId]/runs/[jobId]/merge-run-event";
import type { RunView } from "@/app/[locale]/(workspace)/projects/[projectId]/runs/[jobId]/run-view";
import { Tabs } from "@/app/components/ui/Tabs";

export function RunTabs({ run, live }: { run: RunView; live: LiveRun | null }) {
  const t = useTranslations("runs");
  const active = run.status === "running" || run.status === "queued";
  const log = {
    value: "log",
    label: t("tabLog"),
    content: <RunLog lines={live?.logs ?? []} fileName={`${run.kind}-${run.id.slice(0, 8)}`} />,
  };
  const config = {
    value: "config",
    label: t("tabConfig"),
    content: <RunConfig kind={run.kind} config={run.config} />,
  };
  if (run.kind === "sample-round" || run.kind === "import-model") {
    return <Tabs label={t("tabLog")} items={[log, config]} />;
  }
  const curves = {
    value: "curves",
    label: t("tabCurves"),
    content: (
      <RunCurves
        recorded={live?.curves ?? []}
        kind={run.kind}
        config={run.config}
        running={active || live === null}
      />
    ),
  };
  if (run.kind === "train-reward-model") return <Tabs label={t("tabCurves")} items={[curves, log, config]} />;
  const lastStep =
    live?.curves.find((curve) => parseMetricName(curve.name).key === "objectiveScores")?.points.at(-1)
      ?.step ?? -1;
  const answers = {
    value: "answers",
    label: t("tabAnswers"),
    content: <RunSamples jobId={run.id} lastStep={lastStep} />,
  };
  return <Tabs label={t("tabCurves")} items={[curves, answers, log, config]} />;
}
