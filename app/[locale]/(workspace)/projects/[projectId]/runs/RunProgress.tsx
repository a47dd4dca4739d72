"use client";

import { useTranslations } from "next-intl";
import {
  useDuration,
  useProgressText,
} from "@/app/[locale]/(workspace)/projects/[projectId]/runs/use-run-texts";
import type { ReactNode } from "react";
import { Progress } from "@/app/components/ui/Progress";
import type { JobProgress } from "@/lib/contracts/job";

export interface RunProgressProps {
  /** Null before the first report. */
  progress: JobProgress | null;
  /** What the bar is of, for screen readers. */
  label: string;
  /** At the end of the last line. */
  aside?: ReactNode;
  /** One line without the time left. */
  compact?: boolean;
}

/** Phase, amount, bar, time left; as high with a report as without. */
export function RunProgress({ progress, label, aside, compact = false }: RunProgressProps) {
  const t = useTranslations("runs");
  const words = useProgressText();
  const duration = useDuration();
  const share =
    progress === null || progress.total === null || progress.total === 0
      ? null
      : progress.done / progress.total;
  return (
    <div className="min-w-0">
      <div className="mb-1 flex items-baseline justify-between gap-3 text-sm">
        <span className="truncate font-medium">
          {words.phase(progress === null ? "prepare" : progress.phase)}
        </span>
        <span className="shrink-0 text-xs text-muted figures">
          {progress !== null && words.amount(progress)}
        </span>
      </div>
      <Progress value={share} label={label} />
      {!compact && (
        <div className="mt-1 flex flex-wrap justify-between gap-x-3 text-xs text-faint figures">
          <span>
            {progress?.secondsLeft === undefined || progress.secondsLeft === null
              ? t("timeLeftUnknown")
              : t("timeLeft", { time: duration(progress.secondsLeft) })}
          </span>
          {aside}
        </div>
      )}
    </div>
  );
}
