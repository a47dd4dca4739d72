"use client";

import { useSortable } from "@dnd-kit/sortable";
import { CSS } from "@dnd-kit/utilities";
import { GripVertical } from "lucide-react";
import { useTranslations } from "next-intl";
import { Tooltip } from "@/app/components/ui/Tooltip";
import { classNames } from "@/app/components/ui/class-names";

export interface RankingChipProps {
  id: string;
  label: string;
  /** The response's text; its beginning tells it apart in the list on a phone. */
  excerpt: string;
  /** From 1; null while not ranked. */
  place: number | null;
  /** The sign between this one and the one before. */
  join?: { tied: boolean; previous: string; onToggle: () => void };
  /** A press ranks it next. */
  onAppend?: () => void;
}

export function RankingChip({ id, label, excerpt, place, join, onAppend }: RankingChipProps) {
  const t = useTranslations("desk");
  const { attributes, listeners, setNodeRef, transform, transition, isDragging } = useSortable({ id });
  const joinLabel =
    join === undefined
      ? ""
      : join.tied
        ? t("untie", { label, previous: join.previous })
        : t("tieWith", { label, previous: join.previous });
  return (
    <div
      ref={setNodeRef}
      style={{ transform: CSS.Translate.toString(transform), transition }}
      className={classNames(
        "flex flex-col sm:flex-row sm:items-center",
        isDragging && "relative z-10 motion-safe:scale-[1.02]",
      )}
    >
      {join !== undefined && (
        <Tooltip content={joinLabel}>
          <button
            type="button"
            aria-label={joinLabel}
            aria-pressed={join.tied}
            onClick={join.onToggle}
            className={classNames(
              "flex h-7 w-8 items-center justify-center self-center rounded-md text-lg leading-none transition-colors duration-150 hover:bg-sunken sm:mx-0.5",
              join.tied ? "font-semibold text-accent" : "text-faint hover:text-ink",
              isDragging && "invisible",
            )}
          >
            <span className="rotate-90 sm:rotate-0">{join.tied ? "=" : ">"}</span>
          </button>
        </Tooltip>
      )}
      <button
        type="button"
        {...attributes}
        {...listeners}
        aria-label={place === null ? t("rankAppend", { label }) : t("rankedAt", { label, place })}
        onClick={onAppend}
        className={classNames(
          "flex h-7 min-w-9 touch-none items-center justify-start gap-1 rounded-md border px-1.5 text-base font-semibold select-none sm:justify-center pointer-coarse:h-10",
          place === null
            ? "border-dashed border-field bg-transparent text-muted hover:border-solid hover:text-ink"
            : "cursor-grab border-line-strong bg-raised text-ink shadow-raised",
          isDragging && "cursor-grabbing border-accent shadow-float",
        )}
      >
        <GripVertical aria-hidden className="size-3 shrink-0 text-faint" />
        <span className="pr-1">{label}</span>
        <span className="min-w-0 truncate text-sm font-normal text-muted sm:hidden">
          {excerpt.slice(0, 80)}
        </span>
      </button>
    </div>
  );
}
