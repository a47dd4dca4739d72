"use client";

import { useFormatter, useTranslations } from "next-intl";
import type { ListedRun } from "@/app/[locale]/(workspace)/projects/[projectId]/runs/listed-run";
import {
  readPolicyOutcome,
  readRewardReport,
} from "@/app/[locale]/(workspace)/projects/[projectId]/runs/read-run-result";
import { VersionMark } from "@/app/[locale]/(workspace)/projects/[projectId]/versions/VersionMark";
import { Link } from "@/app/i18n/navigation";

/** What a finished run came to, in one line: its version and the figure that matters. */
export function RunResultLine({ projectId, run }: { projectId: string; run: ListedRun }) {
  const t = useTranslations("runs");
  const overview = useTranslations("overview.figures");
  const format = useFormatter();
  const report = readRewardReport(run.result);
  const outcome = readPolicyOutcome(run.result);
  const small = (value: number) => format.number(value, { maximumFractionDigits: 2 });
  return (
    <span className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-muted figures">
      {run.versionId !== null && run.versionKind !== null && run.versionNumber !== null && (
        <Link href={`/projects/${projectId}/versions/${run.versionId}`}>
          <VersionMark kind={run.versionKind} number={run.versionNumber} />
        </Link>
      )}
      {run.inputs.roundId !== undefined && (
        <Link
          href={`/projects/${projectId}/rounds/${run.inputs.roundId}`}
          className="hover:text-accent hover:underline"
        >
          {t("openRound")}
        </Link>
      )}
      {report !== null && (
        <span title={t("resultAccuracy")}>
          {overview("accuracy", {
            value: format.number(report.pairAccuracy, { style: "percent", maximumFractionDigits: 0 }),
          })}
        </span>
      )}
      {outcome !== null && (
        <>
          <span>
            {overview("reward", {
              before: small(outcome.first.objectiveScores),
              after: small(outcome.last.objectiveScores),
            })}
          </span>
          <span>
            KL {small(outcome.last.objectiveKl)} {t("resultKlUnit")}
          </span>
        </>
      )}
    </span>
  );
}
