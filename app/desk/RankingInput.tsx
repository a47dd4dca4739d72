"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { classNames } from "@/app/components/ui/class-names";
import { RANKING_INPUT_ID } from "@/app/desk/element-ids";
import { formatRanking, parseRanking } from "@/app/desk/ranking-text";
import type { LabelledResponse, RankingProblem } from "@/app/desk/ranking-text";
import type { Ranking } from "@/lib/contracts/judgment";

export interface RankingInputProps {
  responses: readonly LabelledResponse[];
  ranking: Ranking;
  onRank: (ranking: Ranking) => void;
  onEnter: () => void;
}

/** The ranking as text; what is typed shows at once in the chips. */
export function RankingInput({ responses, ranking, onRank, onEnter }: RankingInputProps) {
  const t = useTranslations("desk");
  // Null while nobody types: the text is the ranking's.
  const [typed, setTyped] = useState<string | null>(null);
  const problem = typed === null ? null : parseRanking(typed, responses).problem;
  const words = problem === null ? null : problemText(problem, t);
  return (
    <div className="relative w-full shrink-0 sm:w-44">
      <input
        id={RANKING_INPUT_ID}
        value={typed ?? formatRanking(ranking, responses)}
        placeholder={t("rankingPlaceholder")}
        aria-label={t("rankingInput")}
        aria-invalid={problem !== null || undefined}
        aria-describedby={words === null ? undefined : `${RANKING_INPUT_ID}-problem`}
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        onFocus={(event) => event.currentTarget.select()}
        onChange={(event) => {
          const text = event.currentTarget.value;
          setTyped(text);
          onRank(parseRanking(text, responses).ranking);
        }}
        onBlur={() => setTyped(null)}
        onKeyDown={(event) => {
          if (event.key !== "Enter" && event.key !== "Escape") return;
          if (event.ctrlKey || event.metaKey || event.nativeEvent.isComposing) return;
          event.preventDefault();
          event.stopPropagation();
          setTyped(null);
          if (event.key === "Enter") onEnter();
          else event.currentTarget.blur();
        }}
        className={classNames(
          "h-7 w-full rounded-md border bg-raised px-2 text-sm tracking-wide uppercase placeholder:lowercase figures pointer-coarse:h-10",
          problem === null ? "border-line-strong" : "border-danger",
        )}
      />
      {words !== null && (
        <p
          id={`${RANKING_INPUT_ID}-problem`}
          role="alert"
          className="absolute right-0 bottom-full mb-2 rounded-md bg-danger-soft px-2 py-1 text-xs whitespace-nowrap text-danger shadow-float"
        >
          {words}
        </p>
      )}
    </div>
  );
}

function problemText(problem: RankingProblem, t: ReturnType<typeof useTranslations<"desk">>): string | null {
  switch (problem.kind) {
    case "unknown":
      return t("rankingUnknown", { label: problem.label });
    case "twice":
      return t("rankingTwice", { label: problem.label });
    case "danglingTie":
      // Half-typed is no mistake.
      return null;
  }
}
