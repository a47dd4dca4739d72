"use client";

import { useFormatter, useTranslations } from "next-intl";
import { useDuration } from "@/app/[locale]/(workspace)/projects/[projectId]/runs/use-run-texts";
import { Panel } from "@/app/components/ui/Panel";
import { Progress } from "@/app/components/ui/Progress";
import { Stat } from "@/app/components/ui/Stat";
import type { RouterOutputs } from "@/app/trpc/router-outputs";

export function RoundStats({ round }: { round: RouterOutputs["round"]["get"] }) {
  const t = useTranslations("rounds");
  const format = useFormatter();
  const duration = useDuration();
  const { items, judgments, responses } = round;
  const people = round.annotators.filter(
    (annotator) => !annotator.isSynthetic && annotator.importedFrom === null,
  );
  const seconds = people.reduce((sum, one) => sum + one.meanActiveSeconds * one.judgments, 0);
  const count = people.reduce((sum, one) => sum + one.judgments, 0);
  const notes = [
    ...(judgments.surplus > 0 ? [t("statSurplus", { count: judgments.surplus })] : []),
    ...(round.skipped.skips > 0 ? [t("statSkips", { count: round.skipped.skips })] : []),
  ];
  return (
    <Panel>
      <dl className="grid grid-cols-2 gap-4 sm:grid-cols-3 lg:grid-cols-5">
        <Stat
          label={t("statItems")}
          value={format.number(round.itemCount)}
          note={
            items.pending > 0
              ? t("statItemsPending", { pending: items.pending })
              : t("statItemsNote", { failed: items.failed })
          }
        />
        <Stat
          label={t("statAnswers")}
          value={format.number(responses.responses)}
          {...(items.pending > 0
            ? { note: t("statAnswersIncomplete") }
            : responses.responses > 0 && { note: t("statAnswersNote", { imported: responses.imported }) })}
        />
        <Stat
          label={t("statJudgments")}
          value={format.number(judgments.counted)}
          unit={t("statJudgmentsOf", { wanted: judgments.wanted })}
          {...(notes.length > 0 && { note: notes.join(" · ") })}
        />
        <Stat
          label={t("statAtWork")}
          value={format.number(round.activeClaims)}
          note={t("statAtWorkNote", { count: round.activeClaims })}
        />
        <Stat
          label={t("statTime")}
          value={count === 0 ? "–" : duration(seconds / count)}
          note={t("statTimeNote")}
        />
      </dl>
      <Progress
        className="mt-4"
        tone="success"
        label={t("judgedProgress")}
        value={judgments.wanted === 0 ? 0 : judgments.counted / judgments.wanted}
      />
    </Panel>
  );
}
