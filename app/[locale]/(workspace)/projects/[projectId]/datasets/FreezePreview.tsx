"use client";

import { Bot, CircleAlert } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { Notice } from "@/app/components/ui/Notice";
import { Stat } from "@/app/components/ui/Stat";
import type { RouterOutputs } from "@/app/trpc/router-outputs";

export interface FreezePreviewProps {
  preview: RouterOutputs["dataset"]["preview"];
  /** Judgments of the whole project that no dataset holds. */
  unfrozen: number | undefined;
}

export function FreezePreview({ preview, unfrozen }: FreezePreviewProps) {
  const t = useTranslations("datasets");
  const format = useFormatter();
  const { split } = preview;
  const needed = preview.promptsNeeded - preview.rankedPrompts;
  const syntheticShare = preview.judgments === 0 ? 0 : preview.syntheticJudgments / preview.judgments;
  return (
    <div className="space-y-3">
      <dl className="grid grid-cols-2 gap-4 sm:grid-cols-3 lg:grid-cols-5">
        <Stat
          label={t("statJudgments")}
          value={format.number(preview.judgments)}
          note={t("annotators", { count: preview.annotators })}
        />
        <Stat
          label={t("statPrompts")}
          value={format.number(preview.prompts)}
          {...(split !== null && {
            note: t("statSplit", { train: split.trainPrompts, evaluation: split.evalPrompts }),
          })}
        />
        <Stat label={t("statPairs")} value={format.number(preview.pairs)} note={t("statPairsNote")} />
        <Stat
          label={t("statNew")}
          value={unfrozen === undefined ? "–" : format.number(unfrozen)}
          note={t("statNewNote")}
        />
        <Stat
          label={t("statSynthetic")}
          value={format.number(syntheticShare, { style: "percent", maximumFractionDigits: 0 })}
          note={t("statSyntheticNote")}
        />
      </dl>
      {split === null && (
        <Notice icon={<CircleAlert aria-hidden className="size-4 text-muted" />}>
          {t("tooFew", { needed: Math.max(1, needed) })}
        </Notice>
      )}
      {split !== null && unfrozen === 0 && (
        <Notice icon={<CircleAlert aria-hidden className="size-4 text-muted" />}>{t("nothingNew")}</Notice>
      )}
      {preview.syntheticJudgments > 0 && (
        <Notice tone="warning" icon={<Bot aria-hidden className="size-4 text-warning" />}>
          {t("syntheticShare", {
            share: format.number(syntheticShare, { style: "percent", maximumFractionDigits: 0 }),
          })}
        </Notice>
      )}
    </div>
  );
}
