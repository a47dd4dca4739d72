"use client";

import { useLocale, useTranslations } from "next-intl";
import type { ListedItem } from "@/app/[locale]/(workspace)/projects/[projectId]/rounds/[roundId]/listed-item";
import { ScoreMatrix } from "@/app/[locale]/(workspace)/projects/[projectId]/rounds/[roundId]/ScoreMatrix";
import { answerLabel } from "@/app/[locale]/(workspace)/projects/[projectId]/rounds/[roundId]/answer-label";
import { useDuration } from "@/app/[locale]/(workspace)/projects/[projectId]/runs/use-run-texts";
import { Badge } from "@/app/components/ui/Badge";
import { SyntheticBadge } from "@/app/components/ui/SyntheticBadge";
import { Timestamp } from "@/app/components/ui/Timestamp";
import { seriesColorOf } from "@/app/components/ui/series-color";
import type { Rubric } from "@/lib/contracts/rubric";

export interface JudgmentCardProps {
  judgment: ListedItem["judgments"][number];
  item: ListedItem;
  rubric: Rubric;
}

/** One annotator's judgment: ranking, scores, reasons, comment, and how it came about. */
export function JudgmentCard({ judgment, item, rubric }: JudgmentCardProps) {
  const t = useTranslations("rounds");
  const locale = useLocale();
  const duration = useDuration();
  const label = (responseId: string) =>
    answerLabel(item.responses.findIndex((response) => response.id === responseId));
  const dimension = (key: string) => {
    const known = rubric.find((one) => one.key === key);
    return known === undefined ? key : locale === "zh" ? known.labelZh : known.labelEn;
  };
  const reasons = judgment.scores.filter((score) => score.reason !== null && score.reason !== "");
  return (
    <article
      aria-label={t("judgedBy", { name: judgment.annotatorName })}
      className="min-w-0 rounded-md border border-line bg-panel p-3"
    >
      <header className="mb-2 flex flex-wrap items-center gap-x-2 gap-y-1 text-sm">
        <span
          aria-hidden
          className="size-2 shrink-0 rounded-full"
          style={{ backgroundColor: seriesColorOf(judgment.annotatorId) }}
        />
        <b className="font-semibold">{judgment.annotatorName}</b>
        {judgment.synthetic && <SyntheticBadge />}
        {judgment.importedFrom !== null && (
          <Badge>{t("importedFrom", { source: judgment.importedFrom })}</Badge>
        )}
        {!judgment.counted && (
          <span title={t("surplusHint")}>
            <Badge tone="warning">{t("surplus")}</Badge>
          </span>
        )}
        <span className="ml-auto text-xs text-faint figures">
          {!judgment.synthetic && judgment.importedFrom === null && (
            <>{duration(judgment.activeSeconds)} · </>
          )}
          <Timestamp at={judgment.submittedAt} />
        </span>
      </header>
      <p className="mb-2 text-base figures">
        <span className="mr-2 text-xs text-faint">{t("ranking")}</span>
        {judgment.ranking.map((group) => group.map(label).join(" = ")).join("  >  ")}
      </p>
      <ScoreMatrix
        label={t("scoreTable", { name: judgment.annotatorName })}
        columns={item.responses.map((response) => ({ id: response.id, label: label(response.id) }))}
        scores={judgment.scores}
        dimension={dimension}
      />
      {reasons.length > 0 && (
        <ul className="mt-2 space-y-0.5 text-sm text-muted">
          {reasons.map((score) => (
            <li key={`${score.responseId}-${score.dimension}`} className="wrap-anywhere">
              {t("reason", {
                label: label(score.responseId),
                dimension: dimension(score.dimension),
                reason: score.reason ?? "",
              })}
            </li>
          ))}
        </ul>
      )}
      {judgment.comment !== null && judgment.comment !== "" && (
        <p className="mt-2 border-l-2 border-line-strong pl-2 text-sm whitespace-pre-wrap wrap-anywhere">
          {judgment.comment}
        </p>
      )}
      <footer className="mt-2 flex flex-wrap gap-x-3 text-xs text-faint">
        <span>{t("guidelines", { version: judgment.guidelinesVersion })}</span>
        {judgment.syntheticRule !== null && <span>{t("rule", { rule: judgment.syntheticRule })}</span>}
      </footer>
    </article>
  );
}
