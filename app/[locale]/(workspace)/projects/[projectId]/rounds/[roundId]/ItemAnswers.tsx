"use client";

import { useFormatter, useTranslations } from "next-intl";
import type { ListedItem } from "@/app/[locale]/(workspace)/projects/[projectId]/rounds/[roundId]/listed-item";
import { answerLabel } from "@/app/[locale]/(workspace)/projects/[projectId]/rounds/[roundId]/answer-label";
import { Badge } from "@/app/components/ui/Badge";
import { VersionBadge } from "@/app/components/ui/VersionBadge";

/** The answers with their makers, and the mean of their scores. */
export function ItemAnswers({ item }: { item: ListedItem }) {
  const t = useTranslations("rounds");
  const format = useFormatter();
  if (item.responses.length === 0) return <p className="text-sm text-muted">{t("noAnswers")}</p>;
  return (
    <ol className="grid gap-3 md:grid-cols-2">
      {item.responses.map((response, i) => {
        const values = item.judgments
          .filter((judgment) => judgment.counted)
          .flatMap((judgment) => judgment.scores)
          .filter((score) => score.responseId === response.id)
          .map((score) => score.value);
        return (
          <li key={response.id} className="min-w-0 rounded-md border border-line bg-raised p-3">
            <div className="mb-1.5 flex flex-wrap items-center gap-2 text-xs text-faint">
              <b className="font-semibold text-ink">{t("answer", { label: answerLabel(i) })}</b>
              {response.versionNumber === null ? (
                <Badge>{t("sourceImported", { source: response.sourceLabel ?? "" })}</Badge>
              ) : (
                <VersionBadge kind="policy" number={response.versionNumber} />
              )}
              {response.finishReason === "length" && <Badge tone="warning">{t("cutOff")}</Badge>}
              {values.length > 0 && (
                <span className="ml-auto font-semibold text-ink figures">
                  {t("meanScore", {
                    value: format.number(values.reduce((a, b) => a + b, 0) / values.length, {
                      maximumFractionDigits: 1,
                    }),
                  })}
                </span>
              )}
            </div>
            <p className="text-base whitespace-pre-wrap reading">{response.text}</p>
          </li>
        );
      })}
    </ol>
  );
}
