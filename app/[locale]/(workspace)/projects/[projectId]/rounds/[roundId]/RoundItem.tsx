"use client";

import { ChevronRight } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ItemAnswers } from "@/app/[locale]/(workspace)/projects/[projectId]/rounds/[roundId]/ItemAnswers";
import { ItemClaims } from "@/app/[locale]/(workspace)/projects/[projectId]/rounds/[roundId]/ItemClaims";
import { ItemSkips } from "@/app/[locale]/(workspace)/projects/[projectId]/rounds/[roundId]/ItemSkips";
import type { ListedItem } from "@/app/[locale]/(workspace)/projects/[projectId]/rounds/[roundId]/listed-item";
import { JudgmentCard } from "@/app/[locale]/(workspace)/projects/[projectId]/rounds/[roundId]/JudgmentCard";
import { useJobError } from "@/app/[locale]/(workspace)/projects/[projectId]/runs/use-job-error";
import { MessageList } from "@/app/components/MessageList";
import { Badge } from "@/app/components/ui/Badge";
import { classNames } from "@/app/components/ui/class-names";
import type { Rubric } from "@/lib/contracts/rubric";

export interface RoundItemProps {
  item: ListedItem;
  overlap: number;
  rubric: Rubric;
}

/** A line; opened, the conversation, its answers, and each judgment. */
export function RoundItem({ item, overlap, rubric }: RoundItemProps) {
  const t = useTranslations("rounds");
  const jobError = useJobError();
  const [open, setOpen] = useState(false);
  const counted = item.judgments.filter((judgment) => judgment.counted).length;
  return (
    <li className="border-b border-line last:border-b-0">
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="flex w-full items-start gap-2 px-4 py-2.5 text-left transition-colors duration-150 hover:bg-sunken/60 focus-visible:-outline-offset-2"
      >
        <ChevronRight
          aria-hidden
          className={classNames(
            "mt-1 size-3.5 shrink-0 text-faint transition-transform duration-150",
            open && "rotate-90",
          )}
        />
        <span className="w-7 shrink-0 pt-0.5 text-xs text-faint figures">{item.position + 1}</span>
        <span className={classNames("min-w-0 flex-1 wrap-anywhere", !open && "line-clamp-2")}>
          {item.messages.at(-1)?.content}
        </span>
        <span className="flex shrink-0 flex-col items-end gap-1 text-xs text-muted figures sm:flex-row sm:items-center sm:gap-3">
          <span>{t("itemAnswers", { count: item.responses.length })}</span>
          {item.claims.length > 0 && (
            <Badge tone="accent">{t("itemAtHand", { count: item.claims.length })}</Badge>
          )}
          {item.skips.length > 0 && (
            <Badge tone="warning">{t("itemSkipped", { count: item.skips.length })}</Badge>
          )}
          <Badge
            tone={item.status === "judged" ? "success" : item.status === "failed" ? "danger" : "neutral"}
          >
            {item.status === "failed" || item.status === "pending"
              ? t(`itemFilters.${item.status}`)
              : t("itemJudged", { done: counted, wanted: overlap })}
          </Badge>
        </span>
      </button>
      {open && (
        <div className="space-y-4 border-t border-line bg-paper px-4 py-4">
          {item.failure !== null && (
            <p className="text-sm text-danger">{t("itemFailed", { reason: jobError(item.failure) })}</p>
          )}
          {item.messages.length > 1 && <MessageList messages={item.messages} />}
          <ItemAnswers item={item} />
          {item.duplicatesDropped > 0 && (
            <p className="text-xs text-faint">{t("itemDuplicates", { count: item.duplicatesDropped })}</p>
          )}
          {item.judgments.length === 0 && item.responses.length > 0 && (
            <p className="text-sm text-muted">{t("noJudgments")}</p>
          )}
          {item.claims.length > 0 && <ItemClaims item={item} />}
          {item.skips.length > 0 && <ItemSkips item={item} />}
          <div className="grid gap-3 2xl:grid-cols-2">
            {item.judgments.map((judgment) => (
              <JudgmentCard key={judgment.id} judgment={judgment} item={item} rubric={rubric} />
            ))}
          </div>
        </div>
      )}
    </li>
  );
}
