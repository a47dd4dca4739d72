"use client";

import { useLocale, useTranslations } from "next-intl";
import { Disclosure } from "@/app/components/Disclosure";
import { Button } from "@/app/components/ui/Button";
import { requestErrorText } from "@/app/components/ui/error-text";
import { Timestamp } from "@/app/components/ui/Timestamp";
import { dimensionLabel } from "@/app/desk/dimension-text";
import type { Refused } from "@/app/desk/outbox";
import { formatRanking } from "@/app/desk/ranking-text";

export interface RefusedJudgmentProps {
  refused: Refused;
  onReopen: () => void;
  onDiscard: () => void;
}

/** Which item, why it was refused, and what was entered. */
export function RefusedJudgment({ refused, onReopen, onDiscard }: RefusedJudgmentProps) {
  const t = useTranslations("desk");
  const errors = useTranslations("errors");
  const { item, refusal } = refused;
  // Where an earlier judgment counts, no other will ever be taken.
  const mayReopen = item !== undefined && refusal.code !== "JUDGMENT_ALREADY_SUBMITTED";
  return (
    <li className="space-y-2 py-3">
      <p className="line-clamp-2 font-medium wrap-anywhere">
        {item?.messages.at(-1)?.content ?? t("refusedItemUnknown")}
      </p>
      <p className="text-sm text-danger">{requestErrorText(errors, refusal)}</p>
      <Disclosure label={t("refusedEntered")}>
        <EnteredAnswers refused={refused} />
      </Disclosure>
      <div className="flex flex-wrap items-center justify-end gap-2">
        <span className="mr-auto text-xs text-faint">
          <Timestamp at={new Date(refused.refusedAt)} />
        </span>
        <Button size="sm" variant="ghost" onClick={onDiscard}>
          {t("refusedDiscard")}
        </Button>
        {mayReopen && (
          <Button size="sm" onClick={onReopen}>
            {t("refusedReopen")}
          </Button>
        )}
      </div>
    </li>
  );
}

function EnteredAnswers({ refused: { submission, item } }: { refused: Refused }) {
  const t = useTranslations("desk");
  const locale = useLocale();
  const { ranking, scores, comment } = submission;
  // Without the item its letters are unknown: those of the ranking's order do.
  const responses =
    item?.responses ??
    ranking.flat().map((id, index) => ({ id, label: String.fromCodePoint(65 + index), text: "" }));
  const nameOf = (key: string) => {
    const dimension = item?.rubric.find((one) => one.key === key);
    return dimension === undefined ? key : dimensionLabel(dimension, locale);
  };
  return (
    <div className="space-y-2 text-sm">
      <p className="figures">
        <span className="mr-2 text-xs text-faint">{t("ranking")}</span>
        {formatRanking(ranking, responses)}
      </p>
      {responses.map(({ id, label, text }) => (
        <div key={id} className="space-y-1">
          <p className="line-clamp-3 whitespace-pre-wrap text-muted wrap-anywhere">
            <b className="mr-1.5 font-semibold text-ink">{label}</b>
            {text}
          </p>
          <ul className="flex flex-wrap gap-x-4 gap-y-0.5">
            {scores
              .filter((score) => score.responseId === id)
              .map((score) => (
                <li key={score.dimension} className="wrap-anywhere">
                  <span className="text-faint">{nameOf(score.dimension)}</span> {score.value}
                  {score.reason !== undefined && <span className="text-muted"> · {score.reason}</span>}
                </li>
              ))}
          </ul>
        </div>
      ))}
      {comment !== undefined && (
        <p className="border-l-2 border-line-strong pl-2 whitespace-pre-wrap wrap-anywhere">{comment}</p>
      )}
    </div>
  );
}
