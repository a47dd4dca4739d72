"use client";

import { useLocale } from "next-intl";
import type { Cell } from "@/app/desk/cells";
import { dimensionAnchors } from "@/app/desk/dimension-text";
import type { Rubric } from "@/lib/contracts/rubric";

export interface AnchorLineProps {
  rubric: Rubric;
  cell: Cell | null;
  /** The chosen or pointed-at score; null shows both ends of the scale. */
  value: number | null;
}

/** What the score means, in words. It keeps its two lines when it is empty, so that nothing moves. */
export function AnchorLine({ rubric, cell, value }: AnchorLineProps) {
  const locale = useLocale();
  const dimension = rubric.find((each) => each.key === cell?.dimension);
  const anchors = dimension === undefined ? [] : dimensionAnchors(dimension, locale);
  const shown = value === null ? [1, 5] : [value];
  return (
    <div className="mx-3 mt-1 flex h-10 flex-col justify-center overflow-hidden border-t border-line/70 text-xs leading-4.5 text-muted">
      {shown.map((each) => {
        const anchor = anchors[each - 1] ?? "";
        return anchor === "" ? null : (
          <div key={each} className={shown.length > 1 ? "truncate" : "line-clamp-2"} title={anchor}>
            <span className="mr-1.5 font-semibold text-ink figures">{each}</span>
            {anchor}
          </div>
        );
      })}
    </div>
  );
}
