"use client";

import { Fragment } from "react";
import { useTranslations } from "next-intl";
import { Input } from "@/app/components/ui/Input";
import type { RubricDimension } from "@/lib/contracts/rubric";

export interface AnchorFieldsProps {
  dimension: RubricDimension;
  onChange: (dimension: RubricDimension) => void;
}

/** What 5, 4, … 1 mean, in both languages side by side. */
export function AnchorFields({ dimension, onChange }: AnchorFieldsProps) {
  const t = useTranslations("settings");
  const write = (field: "anchorsEn" | "anchorsZh", at: number, text: string) =>
    onChange({ ...dimension, [field]: dimension[field].map((anchor, i) => (i === at ? text : anchor)) });
  return (
    <div className="grid grid-cols-[1rem_1fr] items-center gap-2 sm:grid-cols-[1rem_1fr_1fr]">
      {[4, 3, 2, 1, 0].map((at) => (
        <Fragment key={at}>
          <span aria-hidden className="row-span-2 text-sm font-semibold figures sm:row-span-1">
            {at + 1}
          </span>
          <Input
            lang="en"
            maxLength={300}
            aria-label={t("anchorEn", { value: at + 1 })}
            placeholder={t("anchorEn", { value: at + 1 })}
            value={dimension.anchorsEn[at] ?? ""}
            onChange={(event) => write("anchorsEn", at, event.target.value)}
          />
          <Input
            lang="zh-Hans"
            maxLength={300}
            aria-label={t("anchorZh", { value: at + 1 })}
            placeholder={t("anchorZh", { value: at + 1 })}
            value={dimension.anchorsZh[at] ?? ""}
            onChange={(event) => write("anchorsZh", at, event.target.value)}
          />
        </Fragment>
      ))}
    </div>
  );
}
