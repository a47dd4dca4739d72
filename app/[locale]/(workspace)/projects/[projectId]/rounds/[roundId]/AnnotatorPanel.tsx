"use client";

import { useTranslations } from "next-intl";
import { useDuration } from "@/app/[locale]/(workspace)/projects/[projectId]/runs/use-run-texts";
import { Panel } from "@/app/components/ui/Panel";
import { SyntheticBadge } from "@/app/components/ui/SyntheticBadge";
import { seriesColorOf } from "@/app/components/ui/series-color";
import type { RouterOutputs } from "@/app/trpc/router-outputs";

export interface AnnotatorPanelProps {
  annotators: RouterOutputs["round"]["get"]["annotators"];
}

export function AnnotatorPanel({ annotators }: AnnotatorPanelProps) {
  const t = useTranslations("rounds");
  const duration = useDuration();
  return (
    <Panel title={t("annotators")} flush={annotators.length > 0}>
      {annotators.length === 0 && <p className="text-sm text-muted">{t("annotatorsEmpty")}</p>}
      <ul aria-label={t("annotatorsTable")}>
        {annotators.map((annotator) => (
          <li
            key={annotator.userId}
            className="flex items-baseline justify-between gap-3 border-b border-line px-4 py-2 last:border-b-0"
          >
            <span className="flex min-w-0 flex-wrap items-center gap-x-2">
              <span
                aria-hidden
                className="size-2 shrink-0 rounded-full"
                style={{ backgroundColor: seriesColorOf(annotator.userId) }}
              />
              <span className="truncate text-base">{annotator.name}</span>
              {annotator.isSynthetic && <SyntheticBadge />}
              {annotator.importedFrom !== null && (
                <span className="text-xs text-faint">
                  {t("importedFrom", { source: annotator.importedFrom })}
                </span>
              )}
            </span>
            <span className="shrink-0 text-right text-sm figures">
              {annotator.judgments}
              {!annotator.isSynthetic && annotator.importedFrom === null && (
                <span className="block text-xs text-faint">{duration(annotator.meanActiveSeconds)}</span>
              )}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
