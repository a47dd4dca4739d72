"use client";

import { useFormatter, useTranslations } from "next-intl";
import type { PolicyOutcome } from "@/app/[locale]/(workspace)/projects/[projectId]/runs/read-run-result";
import { Stat } from "@/app/components/ui/Stat";
import { SyntheticShare, type SyntheticShareProps } from "@/app/components/ui/SyntheticShare";

export interface PolicyFiguresProps {
  outcome: PolicyOutcome;
  judgmentsBehind: SyntheticShareProps;
}

/** How far PPO brought a policy, and at what distance from its reference. */
export function PolicyFigures({ outcome, judgmentsBehind }: PolicyFiguresProps) {
  const t = useTranslations("versions");
  const format = useFormatter();
  const { first, last, iterations } = outcome;
  const small = (value: number) =>
    format.number(value, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const whole = (value: number) => format.number(value, { maximumFractionDigits: 0 });
  return (
    <div className="space-y-3">
      <dl className="grid grid-cols-2 gap-4 lg:grid-cols-4">
        <Stat
          label={t("reward")}
          value={small(last.objectiveScores)}
          note={t("rewardNote", { before: small(first.objectiveScores) })}
        />
        <Stat label={t("kl")} value={small(last.objectiveKl)} unit={t("klUnit")} />
        <Stat
          label={t("length")}
          value={whole(last.responseLength)}
          unit={t("lengthUnit")}
          note={t("lengthNote", { before: whole(first.responseLength) })}
        />
        <Stat
          label={t("steps")}
          value={t("iterationsNote", { count: iterations })}
          note={t("episodesNote", { count: last.episode })}
        />
      </dl>
      <SyntheticShare {...judgmentsBehind} />
    </div>
  );
}
