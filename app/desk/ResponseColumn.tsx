"use client";

import { Check } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { classNames } from "@/app/components/ui/class-names";
import { AnchorLine } from "@/app/desk/AnchorLine";
import type { Cell } from "@/app/desk/cells";
import { sameCell } from "@/app/desk/cells";
import type { DeskResponse } from "@/app/desk/desk-item";
import type { Answers } from "@/app/desk/desk-state";
import { dimensionAnchors, dimensionLabel } from "@/app/desk/dimension-text";
import { responseElementId } from "@/app/desk/element-ids";
import { ResponseText } from "@/app/desk/ResponseText";
import { ScoreRow } from "@/app/desk/ScoreRow";
import type { Rubric } from "@/lib/contracts/rubric";

export interface CellHandlers {
  onScore: (cell: Cell, value: number) => void;
  onReason: (cell: Cell, text: string) => void;
  onOpenReason: (cell: Cell) => void;
  onCloseReason: (cell: Cell, refocus: boolean) => void;
  onActivate: (cell: Cell) => void;
}

export interface ResponseColumnProps {
  response: DeskResponse;
  rubric: Rubric;
  answers: Answers;
  activeCell: Cell | null;
  openReasons: readonly Cell[];
  /** A submission was tried: rows without a score say so. */
  showMissing: boolean;
  plain: boolean;
  handlers: CellHandlers;
}

export function ResponseColumn(props: ResponseColumnProps) {
  const { response, rubric, answers, activeCell, handlers } = props;
  const t = useTranslations("desk");
  const locale = useLocale();
  const [pointed, setPointed] = useState<{ cell: Cell; value: number } | null>(null);
  const scores = answers.scores[response.id] ?? {};
  const done = rubric.filter((dimension) => scores[dimension.key] !== undefined).length;
  const isActive = activeCell?.responseId === response.id;
  const complete = done === rubric.length;
  return (
    <section
      id={responseElementId(response.id)}
      aria-labelledby={`${responseElementId(response.id)}-title`}
      className={classNames(
        "relative flex min-h-0 w-full min-w-0 shrink-0 snap-center flex-col overflow-hidden rounded-lg border bg-paper transition-colors duration-150 lg:w-auto lg:shrink",
        isActive ? "border-accent/60" : "border-line",
      )}
    >
      <header className="flex items-center justify-between gap-2 px-4 pt-2.5 pb-1">
        <h2 id={`${responseElementId(response.id)}-title`} className="text-lg font-semibold">
          <span className="sr-only">{t("response", { label: response.label })}</span>
          <span aria-hidden className={isActive ? "text-accent" : undefined}>
            {response.label}
          </span>
        </h2>
        <span
          className={classNames(
            "inline-flex items-center gap-1 text-xs figures",
            complete ? "text-success" : "text-faint",
          )}
        >
          {complete && <Check aria-hidden className="size-3.5" />}
          <span className="sr-only">{t("scoredOf", { done, total: rubric.length })}</span>
          <span aria-hidden>
            {done}/{rubric.length}
          </span>
        </span>
      </header>
      <div
        tabIndex={0}
        role="group"
        aria-label={t("response", { label: response.label })}
        className="max-h-[55dvh] min-h-24 flex-1 overflow-y-auto scroll-thin px-4 pb-4 focus-visible:-outline-offset-2 lg:max-h-none"
      >
        <ResponseText text={response.text} plain={props.plain} />
      </div>
      <div className="border-t border-line bg-panel pt-1.5">
        {rubric.map((dimension) => {
          const cell: Cell = { responseId: response.id, dimension: dimension.key };
          return (
            <ScoreRow
              key={dimension.key}
              responseId={response.id}
              dimension={dimension.key}
              label={response.label}
              name={dimensionLabel(dimension, locale)}
              anchors={dimensionAnchors(dimension, locale)}
              value={scores[dimension.key]}
              reason={answers.reasons[response.id]?.[dimension.key] ?? ""}
              active={sameCell(activeCell, cell)}
              missing={props.showMissing && scores[dimension.key] === undefined}
              reasonOpen={props.openReasons.some((open) => sameCell(open, cell))}
              onPoint={(to, value) => setPointed(to === null || value === null ? null : { cell: to, value })}
              {...handlers}
            />
          );
        })}
        <AnchorLine
          rubric={rubric}
          cell={pointed?.cell ?? (isActive ? activeCell : null)}
          value={
            pointed?.value ??
            (isActive && activeCell !== null ? (scores[activeCell.dimension] ?? null) : null)
          }
        />
      </div>
    </section>
  );
}
