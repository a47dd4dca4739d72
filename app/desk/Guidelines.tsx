"use client";

import { X } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { Markdown } from "@/app/components/Markdown";
import { IconButton } from "@/app/components/ui/IconButton";
import { dimensionAnchors, dimensionLabel } from "@/app/desk/dimension-text";
import type { Rubric } from "@/lib/contracts/rubric";

export interface GuidelinesProps {
  guidelines: string;
  version: number;
  rubric: Rubric;
  onClose: () => void;
}

export function Guidelines({ guidelines, version, rubric, onClose }: GuidelinesProps) {
  const t = useTranslations("desk");
  const locale = useLocale();
  return (
    <section
      aria-label={t("guidelines")}
      className="flex max-h-[60dvh] min-w-0 animate-appear flex-col rounded-lg border border-line bg-panel lg:h-0 lg:max-h-none lg:min-h-full"
    >
      <header className="flex items-center justify-between gap-2 py-1 pr-1 pl-4">
        <h2 className="text-sm font-semibold">
          {t("guidelines")}
          <span className="ml-1.5 font-normal text-faint figures">{t("guidelinesVersion", { version })}</span>
        </h2>
        <IconButton
          size="sm"
          label={t("hideGuidelines")}
          icon={<X aria-hidden className="size-4" />}
          onClick={onClose}
        />
      </header>
      <div
        tabIndex={0}
        role="group"
        aria-label={t("guidelines")}
        className="min-h-0 flex-1 space-y-3 overflow-y-auto scroll-thin px-4 pb-3 text-sm focus-visible:-outline-offset-2"
      >
        {guidelines.trim() === "" ? (
          <p className="text-muted">{t("guidelinesNone")}</p>
        ) : (
          <Markdown text={guidelines} className="text-sm" />
        )}
        {rubric.map((dimension) => (
          <div key={dimension.key}>
            <h3 className="font-medium">{dimensionLabel(dimension, locale)}</h3>
            <ol className="mt-0.5 text-muted">
              {dimensionAnchors(dimension, locale).map((anchor, index) =>
                anchor === "" ? null : (
                  <li key={index} className="grid grid-cols-[1.25rem_1fr]">
                    <span className="text-faint figures">{index + 1}</span>
                    {anchor}
                  </li>
                ),
              )}
            </ol>
          </div>
        ))}
      </div>
    </section>
  );
}
