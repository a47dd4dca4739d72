"use client";

import { useFormatter, useTranslations } from "next-intl";
import { classNames } from "@/app/components/ui/class-names";

export interface SampledAnswerProps {
  title: string;
  answer: { text: string; reward: number | null };
  /** Reward of the answer beside it, to compare with. */
  before?: number | null;
  kl?: number | null;
  muted?: boolean;
}

export function SampledAnswer({ title, answer, before, kl, muted = false }: SampledAnswerProps) {
  const t = useTranslations("runs");
  const format = useFormatter();
  const small = (value: number) =>
    format.number(value, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const better =
    answer.reward === null || before === undefined || before === null ? null : answer.reward > before;
  return (
    <div className={classNames("rounded-md border border-line p-3", muted ? "bg-sunken" : "bg-raised")}>
      <div className="mb-1 flex items-baseline justify-between gap-3 text-xs text-faint figures">
        <b className="font-semibold text-muted">{title}</b>
        <span>
          {kl !== undefined && kl !== null && <span className="mr-3">KL {small(kl)}</span>}
          {answer.reward !== null && (
            <span className={better === null ? undefined : better ? "text-success" : "text-warning"}>
              {t("answersReward", { value: small(answer.reward) })}
            </span>
          )}
        </span>
      </div>
      <p className="text-base whitespace-pre-wrap reading">{answer.text}</p>
    </div>
  );
}
