"use client";

import { MessageSquareText, MessageSquarePlus } from "lucide-react";
import { useTranslations } from "next-intl";
import { memo } from "react";
import { classNames } from "@/app/components/ui/class-names";
import type { Cell } from "@/app/desk/cells";
import { reasonElementId, scoreElementId } from "@/app/desk/element-ids";

const VALUES = [1, 2, 3, 4, 5] as const;

export interface ScoreRowProps {
  responseId: string;
  dimension: string;
  /** Of the response: A, B, … */
  label: string;
  name: string;
  anchors: readonly string[];
  value: number | undefined;
  reason: string;
  active: boolean;
  /** Submitting found no score here. */
  missing: boolean;
  reasonOpen: boolean;
  onScore: (cell: Cell, value: number) => void;
  onReason: (cell: Cell, text: string) => void;
  onOpenReason: (cell: Cell) => void;
  /** `refocus`: the hand goes back to the row. */
  onCloseReason: (cell: Cell, refocus: boolean) => void;
  onActivate: (cell: Cell) => void;
  onPoint: (cell: Cell | null, value: number | null) => void;
}

/** One dimension of one response: its name, five choices, and a reason where one was asked for. */
export const ScoreRow = memo(function ScoreRow(props: ScoreRowProps) {
  const { responseId, dimension, label, name, anchors, value, reason, active } = props;
  const t = useTranslations("desk");
  const cell: Cell = { responseId, dimension };
  const hasReason = reason.trim() !== "";
  const group = t("scoreGroup", { dimension: name, label });
  return (
    <div
      className={classNames(
        "group/row relative px-3 transition-colors duration-150",
        active && "bg-accent-soft",
      )}
      onFocus={() => props.onActivate(cell)}
    >
      {(active || props.missing) && (
        <span
          aria-hidden
          className={classNames("absolute inset-y-0 left-0 w-0.5", active ? "bg-accent" : "bg-danger")}
        />
      )}
      <div className="flex items-center gap-1">
        <span
          className={classNames(
            "min-w-0 flex-1 truncate text-sm",
            active ? "text-ink" : props.missing ? "text-danger" : "text-muted",
          )}
        >
          {name}
        </span>
        <button
          type="button"
          tabIndex={-1}
          aria-label={`${hasReason ? t("editReason") : t("addReason")}: ${group}`}
          title={hasReason ? reason : t("addReason")}
          onClick={() => props.onOpenReason(cell)}
          className={classNames(
            "flex size-7 shrink-0 items-center justify-center rounded-sm transition-opacity duration-150 hover:text-ink",
            hasReason
              ? "text-accent"
              : "text-faint opacity-0 group-hover/row:opacity-100 pointer-coarse:opacity-100",
            active && "opacity-100",
          )}
        >
          {hasReason ? (
            <MessageSquareText aria-hidden className="size-3.5" />
          ) : (
            <MessageSquarePlus aria-hidden className="size-3.5" />
          )}
        </button>
        <div
          role="radiogroup"
          aria-label={group}
          aria-invalid={props.missing || undefined}
          className="flex shrink-0 rounded-md outline-accent has-focus-visible:outline-2"
          onKeyDown={(event) => {
            // The focus marks the row, not a choice: a space meant for scrolling must not score.
            if (event.key === " " && value === undefined) event.preventDefault();
          }}
          onPointerLeave={() => props.onPoint(null, null)}
        >
          {VALUES.map((option) => {
            const anchor = anchors[option - 1] ?? "";
            return (
              <label
                key={option}
                title={anchor === "" ? undefined : t("scoreOption", { value: option, anchor })}
                onPointerEnter={() => props.onPoint(cell, option)}
                className="relative flex h-7 w-8 cursor-pointer items-center justify-center pointer-coarse:h-10 pointer-coarse:w-9"
              >
                <input
                  type="radio"
                  id={scoreElementId(cell, option)}
                  name={`${responseId} ${dimension}`}
                  value={option}
                  checked={value === option}
                  aria-label={anchor === "" ? String(option) : t("scoreOption", { value: option, anchor })}
                  onChange={() => props.onScore(cell, option)}
                  className="peer absolute inset-0 cursor-pointer appearance-none opacity-0"
                />
                <span
                  aria-hidden
                  className={classNames(
                    "flex size-6 items-center justify-center rounded-md text-sm text-muted transition-colors duration-150 figures pointer-coarse:size-8",
                    "peer-hover:bg-line peer-hover:text-ink",
                    "peer-checked:bg-accent peer-checked:font-semibold peer-checked:text-on-accent",
                  )}
                >
                  {option}
                </span>
              </label>
            );
          })}
        </div>
      </div>
      {props.reasonOpen && (
        <input
          id={reasonElementId(cell)}
          value={reason}
          maxLength={500}
          aria-label={t("reasonLabel", { dimension: name, label })}
          placeholder={t("reasonPlaceholder")}
          onChange={(event) => props.onReason(cell, event.currentTarget.value)}
          onKeyDown={(event) => {
            const leaves = event.key === "Enter" || event.key === "Escape";
            if (!leaves || event.ctrlKey || event.metaKey || event.nativeEvent.isComposing) return;
            event.preventDefault();
            event.stopPropagation();
            props.onCloseReason(cell, true);
          }}
          onBlur={() => {
            if (!hasReason) props.onCloseReason(cell, false);
          }}
          className="mb-1.5 h-7 w-full rounded-sm border border-line-strong bg-raised px-2 text-sm placeholder:text-faint"
        />
      )}
    </div>
  );
});
