"use client";

import { useTranslations } from "next-intl";
import type { LineError } from "@/server/services/prompt/parse-prompt-text";

const SHOWN = 8;

export interface LineErrorsProps {
  errors: readonly LineError[];
  title: string;
  lineLabel: (line: number) => string;
  moreLabel: (count: number) => string;
}

/** The lines of an import that cannot be read, each with its reason. */
export function LineErrors({ errors, title, lineLabel, moreLabel }: LineErrorsProps) {
  const t = useTranslations("errors");
  if (errors.length === 0) return null;
  return (
    <div className="rounded-md border border-danger/30 bg-danger-soft px-3 py-2 text-sm">
      <p className="font-medium text-danger">{title}</p>
      <ul className="mt-1 space-y-0.5">
        {errors.slice(0, SHOWN).map(({ line, problem, field }) => (
          <li key={line} className="flex gap-2">
            <span className="shrink-0 text-muted figures">{lineLabel(line)}</span>
            <span className="min-w-0 wrap-anywhere">
              {field === ""
                ? t(`lines.${problem}`)
                : t("lines.atField", { field, text: t(`lines.${problem}`) })}
            </span>
          </li>
        ))}
        {errors.length > SHOWN && <li className="text-muted">{moreLabel(errors.length - SHOWN)}</li>}
      </ul>
    </div>
  );
}
