"use client";

import { useSortable } from "@dnd-kit/sortable";
import { useTranslations } from "next-intl";
import { classNames } from "@/app/components/ui/class-names";

/** The divider's id among the sortable ones. */
export const UNRANKED = "unranked";

/** Between the ranked and the others: a place to drop on, not a thing to drag. */
export function RankingDivider({ empty, anyRanked }: { empty: boolean; anyRanked: boolean }) {
  const t = useTranslations("desk");
  const { setNodeRef } = useSortable({ id: UNRANKED, disabled: { draggable: true } });
  return (
    <div
      ref={setNodeRef}
      className={classNames(
        "flex h-7 items-center pr-1.5 text-xs whitespace-nowrap text-faint",
        anyRanked && !empty && "sm:ml-2 sm:border-l sm:border-line sm:pl-3",
        empty && "w-6",
      )}
    >
      {!empty && t("rankingNotYet")}
    </div>
  );
}
