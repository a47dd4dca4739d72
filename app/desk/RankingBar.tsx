"use client";

import {
  DndContext,
  KeyboardSensor,
  PointerSensor,
  TouchSensor,
  closestCenter,
  useSensor,
  useSensors,
} from "@dnd-kit/core";
import type { Announcements, DragEndEvent } from "@dnd-kit/core";
import { SortableContext, rectSortingStrategy, sortableKeyboardCoordinates } from "@dnd-kit/sortable";
import { useTranslations } from "next-intl";
import { Fragment, useId, useMemo } from "react";
import { classNames } from "@/app/components/ui/class-names";
import type { DeskResponse } from "@/app/desk/desk-item";
import {
  appendToRanking,
  isTiedWithPrevious,
  moveInRanking,
  removeFromRanking,
  toggleTie,
} from "@/app/desk/ranking";
import { RankingChip } from "@/app/desk/RankingChip";
import { RankingDivider, UNRANKED } from "@/app/desk/RankingDivider";
import { RankingInput } from "@/app/desk/RankingInput";
import type { Ranking } from "@/lib/contracts/judgment";

export interface RankingBarProps {
  responses: readonly DeskResponse[];
  ranking: Ranking;
  onRank: (ranking: Ranking) => void;
  /** `=` was pressed: the next letter ties with the last. */
  tiePending: boolean;
  showMissing: boolean;
  /** Enter in the text field. */
  onEnter: () => void;
}

/**
 * One row of chips: the ranked ones, a divider, those not ranked yet. Dragging a chip over the divider ranks it;
 * the sign between two chips ties and parts them.
 */
export function RankingBar(props: RankingBarProps) {
  const { responses, ranking, onRank, showMissing } = props;
  const t = useTranslations("desk");
  const contextId = useId();
  const byId = useMemo(() => new Map(responses.map((response) => [response.id, response])), [responses]);
  const ranked = ranking.flat();
  const unranked = responses.map((response) => response.id).filter((id) => !ranked.includes(id));
  const order = [...ranked, UNRANKED, ...unranked];
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 5 } }),
    useSensor(TouchSensor, { activationConstraint: { delay: 150, tolerance: 8 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  const labelOf = (id: string | number) => byId.get(String(id))?.label ?? "";

  const drop = ({ active, over }: DragEndEvent) => {
    const id = String(active.id);
    if (over === null || over.id === active.id) return;
    const from = order.indexOf(id);
    const to = order.indexOf(String(over.id));
    const moved = order.filter((each) => each !== id);
    moved.splice(to, 0, id);
    if (from === -1 || to === -1) return;
    const place = moved.indexOf(id);
    onRank(
      place > moved.indexOf(UNRANKED) ? removeFromRanking(ranking, id) : moveInRanking(ranking, id, place),
    );
  };

  const announcements: Announcements = {
    onDragStart: ({ active }) => t("dragLifted", { label: labelOf(active.id) }),
    onDragOver: ({ active, over }) =>
      over === null ? undefined : t("dragOver", { label: labelOf(active.id), other: labelOf(over.id) }),
    onDragEnd: ({ active }) => t("dragDropped", { label: labelOf(active.id) }),
    onDragCancel: ({ active }) => t("dragCancelled", { label: labelOf(active.id) }),
  };

  return (
    <section
      aria-label={t("ranking")}
      className={classNames(
        "flex flex-col gap-x-4 gap-y-2 rounded-lg border bg-panel px-4 py-2 sm:flex-row sm:items-center",
        showMissing && unranked.length > 0 ? "border-danger/60" : "border-line",
      )}
    >
      <h2 className="text-sm font-semibold">{t("ranking")}</h2>
      <DndContext
        id={contextId}
        sensors={sensors}
        collisionDetection={closestCenter}
        onDragEnd={drop}
        accessibility={{ announcements, screenReaderInstructions: { draggable: t("dragHelp") } }}
      >
        <SortableContext items={order} strategy={rectSortingStrategy}>
          <div className="flex min-w-0 flex-1 flex-col gap-1 sm:min-h-8 sm:flex-row sm:flex-wrap sm:items-center">
            {ranked.map((id, index) => {
              const previous = ranked[index - 1];
              return (
                <Fragment key={id}>
                  <RankingChip
                    id={id}
                    label={labelOf(id)}
                    excerpt={byId.get(id)?.text ?? ""}
                    place={ranking.findIndex((group) => group.includes(id)) + 1}
                    {...(previous !== undefined && {
                      join: {
                        tied: isTiedWithPrevious(ranking, id),
                        previous: labelOf(previous),
                        onToggle: () => onRank(toggleTie(ranking, id)),
                      },
                    })}
                  />
                </Fragment>
              );
            })}
            {props.tiePending && ranked.length > 0 && (
              <span aria-hidden className="px-1 text-lg font-semibold text-accent">
                =
              </span>
            )}
            <RankingDivider empty={unranked.length === 0} anyRanked={ranked.length > 0} />
            {unranked.map((id) => (
              <RankingChip
                key={id}
                id={id}
                label={labelOf(id)}
                excerpt={byId.get(id)?.text ?? ""}
                place={null}
                onAppend={() => onRank(appendToRanking(ranking, id, props.tiePending))}
              />
            ))}
          </div>
        </SortableContext>
      </DndContext>
      <RankingInput responses={responses} ranking={ranking} onRank={onRank} onEnter={props.onEnter} />
    </section>
  );
}
