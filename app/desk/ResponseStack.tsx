"use client";

import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { classNames } from "@/app/components/ui/class-names";
import { responseElementId } from "@/app/desk/element-ids";
import { ResponseColumn } from "@/app/desk/ResponseColumn";
import type { ResponseColumnProps } from "@/app/desk/ResponseColumn";
import type { DeskResponse } from "@/app/desk/desk-item";

export interface ResponseStackProps extends Omit<ResponseColumnProps, "response"> {
  responses: readonly DeskResponse[];
}

/** Columns where there is room; on a phone one card at a time, to be swiped, with a letter for each above. */
export function ResponseStack({ responses, ...column }: ResponseStackProps) {
  const t = useTranslations("desk");
  const scroller = useRef<HTMLDivElement>(null);
  const [shown, setShown] = useState(responses[0]?.id);

  useEffect(() => {
    const root = scroller.current;
    if (root === null) return;
    const observer = new IntersectionObserver(
      (entries) => {
        const seen = entries.find((entry) => entry.isIntersecting);
        if (seen !== undefined) setShown(seen.target.id.replace(/^response-/, ""));
      },
      { root, threshold: 0.6 },
    );
    for (const child of root.children) observer.observe(child);
    return () => observer.disconnect();
  }, [responses]);

  return (
    <div className="flex min-w-0 flex-1 flex-col gap-2 lg:min-h-0">
      <div className="flex gap-1 lg:hidden" role="group" aria-label={t("responses")}>
        {responses.map((response) => {
          const scores = column.answers.scores[response.id] ?? {};
          const complete = column.rubric.every((dimension) => scores[dimension.key] !== undefined);
          return (
            <button
              key={response.id}
              type="button"
              aria-label={t("response", { label: response.label })}
              aria-pressed={shown === response.id}
              onClick={() =>
                document
                  .getElementById(responseElementId(response.id))
                  ?.scrollIntoView({ inline: "center", block: "nearest", behavior: "smooth" })
              }
              className={classNames(
                "h-10 min-w-0 flex-1 rounded-md border text-base font-semibold transition-colors duration-150",
                shown === response.id
                  ? "border-accent bg-accent-soft text-accent"
                  : "border-line bg-panel text-muted",
              )}
            >
              {response.label}
              {complete && <span className="ml-1 text-success">✓</span>}
            </button>
          );
        })}
      </div>
      <div
        ref={scroller}
        className={classNames(
          // relative: what is hidden from sight in a card must not widen the page
          "relative flex min-h-0 flex-1 snap-x snap-mandatory gap-2.5 overflow-x-auto scroll-thin max-lg:[scrollbar-width:none]",
          "lg:grid lg:auto-cols-[minmax(17rem,1fr)] lg:grid-flow-col lg:snap-none",
        )}
      >
        {responses.map((response) => (
          <ResponseColumn key={response.id} response={response} {...column} />
        ))}
      </div>
    </div>
  );
}
