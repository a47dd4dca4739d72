"use client";

import { useTranslations } from "next-intl";
import { Parity } from "@/app/[locale]/(workspace)/projects/[projectId]/versions/[versionId]/Parity";
import {
  readIterations,
  readParity,
  readPolicyOutcome,
  readRewardReport,
  readRewardTraining,
  readYardstick,
} from "@/app/[locale]/(workspace)/projects/[projectId]/runs/read-run-result";
import { PolicyFigures } from "@/app/[locale]/(workspace)/projects/[projectId]/versions/PolicyFigures";
import { RewardFigures } from "@/app/[locale]/(workspace)/projects/[projectId]/versions/RewardFigures";
import { Yardstick } from "@/app/[locale]/(workspace)/projects/[projectId]/versions/Yardstick";
import { MetricChart } from "@/app/components/charts/MetricChart";
import { Panel } from "@/app/components/ui/Panel";
import type { RouterOutputs } from "@/app/trpc/router-outputs";

/** What speaks for or against a version, before anything else. */
export function VersionEvidence({ version }: { version: RouterOutputs["version"]["get"] }) {
  const t = useTranslations("versions");
  const report = readRewardReport(version.report);
  const outcome = readPolicyOutcome(version.report);
  const yardstick = readYardstick(version.report);
  const parity = readParity(version.parity, version.report);
  return (
    <Panel title={t("evidence")}>
      <div className="space-y-4">
        {report !== null && (
          <RewardFigures
            report={report}
            training={readRewardTraining(version.report)}
            judgmentsBehind={version.judgmentsBehind}
          />
        )}
        {outcome !== null && <PolicyFigures outcome={outcome} judgmentsBehind={version.judgmentsBehind} />}
        {report === null && outcome === null && (
          <p className="max-w-[72ch] text-base text-muted">{t("evidenceNone")}</p>
        )}
        {outcome !== null && outcome.iterations > 1 && <Training version={version} />}
        {yardstick.length > 0 && <Yardstick rows={yardstick} />}
        {parity !== null && <Parity parity={parity} />}
      </div>
    </Panel>
  );
}

function Training({ version }: { version: RouterOutputs["version"]["get"] }) {
  const t = useTranslations("versions");
  const runs = useTranslations("runs");
  const iterations = readIterations(version.report);
  const curve = (key: "objectiveScores" | "objectiveKl" | "responseLength") => ({
    title: runs(`metrics.${key}.label`),
    series: [
      {
        key,
        label: runs(`metrics.${key}.label`),
        color: "var(--color-series-0)",
        points: iterations.map((iteration) => ({ step: iteration.iteration, value: iteration[key] })),
      },
    ],
    stepLabel: runs("stepIteration"),
    stepDomain: [iterations[0]?.iteration ?? 0, iterations.at(-1)?.iteration ?? 1] as const,
    syncId: version.id,
  });
  return (
    <div className="grid gap-3 sm:grid-cols-2 xl:grid-cols-3" role="group" aria-label={t("curves")}>
      <MetricChart {...curve("objectiveScores")} format="number" />
      <MetricChart {...curve("objectiveKl")} unit={runs("metrics.objectiveKl.unit")} format="number" />
      <MetricChart {...curve("responseLength")} unit={runs("metrics.responseLength.unit")} format="integer" />
    </div>
  );
}
