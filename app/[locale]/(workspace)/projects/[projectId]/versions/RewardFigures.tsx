"use client";

import { useFormatter, useTranslations } from "next-intl";
import type {
  RewardFigures as Report,
  RewardTraining,
} from "@/app/[locale]/(workspace)/projects/[projectId]/runs/read-run-result";
import { AccuracyInterval } from "@/app/components/charts/AccuracyInterval";
import { Stat } from "@/app/components/ui/Stat";
import { SyntheticShare, type SyntheticShareProps } from "@/app/components/ui/SyntheticShare";

export interface RewardFiguresProps {
  report: Report;
  training: RewardTraining;
  judgmentsBehind: SyntheticShareProps;
}

/** How well a reward model orders answers that it never saw. */
export function RewardFigures({ report, training, judgmentsBehind }: RewardFiguresProps) {
  const t = useTranslations("versions");
  const runs = useTranslations("runs");
  const format = useFormatter();
  const percent = (value: number) =>
    format.number(value, { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const interval = t("interval", {
    low: percent(report.pairAccuracyLow),
    high: percent(report.pairAccuracyHigh),
  });
  const isChance = report.pairAccuracyLow <= 0.5 && report.pairAccuracyHigh >= 0.5;
  return (
    <div className="space-y-3">
      <dl className="grid grid-cols-2 gap-4 lg:grid-cols-4">
        <Stat
          label={t("accuracy")}
          value={percent(report.pairAccuracy)}
          note={`${interval}, ${t("onPairs", { count: report.evalPairs })}`}
        />
        <Stat
          label={t("mse")}
          value={
            report.mse === null
              ? "–"
              : format.number(report.mse, { minimumFractionDigits: 2, maximumFractionDigits: 2 })
          }
          note={t("mseNote")}
        />
        <Stat
          label={runs("resultSpeed")}
          value={format.number(report.examplesPerSecond, { maximumFractionDigits: 1 })}
          unit={runs("resultSpeedUnit")}
        />
        {training.trainPairs !== undefined && training.trainPrompts !== undefined && (
          <Stat
            label={t("learnedFrom")}
            value={format.number(training.trainPairs)}
            unit={t("pairsUnit", { count: training.trainPairs })}
            note={
              training.bestEpoch === undefined
                ? t("promptsNote", { count: training.trainPrompts })
                : `${t("promptsNote", { count: training.trainPrompts })}, ${t("bestEpoch", { epoch: training.bestEpoch })}`
            }
          />
        )}
      </dl>
      <AccuracyInterval
        value={report.pairAccuracy}
        low={report.pairAccuracyLow}
        high={report.pairAccuracyHigh}
        label={`${t("accuracy")}: ${percent(report.pairAccuracy)}, ${interval}`}
        chanceLabel={runs("levelChance")}
      />
      <SyntheticShare {...judgmentsBehind} />
      {training.leakedPrompts !== undefined && training.leakedPrompts > 0 && (
        <p className="text-sm text-warning">{t("leaked", { count: training.leakedPrompts })}</p>
      )}
      {isChance && <p className="text-sm text-warning">{t("accuracyChance")}</p>}
    </div>
  );
}
