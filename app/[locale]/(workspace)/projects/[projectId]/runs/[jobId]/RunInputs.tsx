"use client";

import { useNow, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { RunView } from "@/app/[locale]/(workspace)/projects/[projectId]/runs/[jobId]/run-view";
import { useDuration } from "@/app/[locale]/(workspace)/projects/[projectId]/runs/use-run-texts";
import { VersionMark } from "@/app/[locale]/(workspace)/projects/[projectId]/versions/VersionMark";
import { Timestamp } from "@/app/components/ui/Timestamp";
import { Link } from "@/app/i18n/navigation";

/** What the run was made from, when, and by whom: one line that says it all. */
export function RunInputs({ projectId, run }: { projectId: string; run: RunView }) {
  const t = useTranslations("runs");
  const datasets = useTranslations("datasets");
  const rounds = useTranslations("rounds");
  const duration = useDuration();
  const now = useNow({ updateInterval: 1000 });
  const { dataset, round } = run.inputs;
  const base = `/projects/${projectId}`;
  const versions = (["policy", "base", "reward"] as const).flatMap((role) => {
    const version = run.inputs[role];
    return version === null ? [] : [{ role, version }];
  });
  const labels = { policy: t("inputPolicy"), base: t("inputBase"), reward: t("inputReward") };
  return (
    <dl className="flex flex-wrap gap-x-8 gap-y-3 rounded-lg border border-line bg-panel px-4 py-3 text-sm">
      {dataset !== null && (
        <Entry label={t("inputDataset")}>
          <Link href={`${base}/datasets/${dataset.id}`} className="hover:text-accent hover:underline">
            {datasets("name", { number: dataset.number })}
          </Link>{" "}
          <code className="font-mono text-xs text-faint" title={dataset.contentHash}>
            {dataset.contentHash.slice(0, 8)}
          </code>
        </Entry>
      )}
      {round !== null && (
        <Entry label={t("inputRound")}>
          <Link href={`${base}/rounds/${round.id}`} className="hover:text-accent hover:underline">
            {rounds("name", { number: round.number })}
          </Link>
        </Entry>
      )}
      {versions.map(({ role, version }) => (
        <Entry key={role} label={labels[role]}>
          <Link href={`${base}/versions/${version.id}`}>
            <VersionMark kind={version.kind} number={version.number} name={version.name} />
          </Link>
        </Entry>
      ))}
      {run.version !== null && (
        <Entry label={t("inputName")}>
          <Link href={`${base}/versions/${run.version.id}`}>
            <VersionMark kind={run.version.kind} number={run.version.number} name={run.version.name} />
          </Link>
        </Entry>
      )}
      <Entry label={t("created")}>
        <Timestamp at={run.createdAt} />
        {run.createdByName !== null && (
          <span className="ml-1 text-faint">{t("createdBy", { name: run.createdByName })}</span>
        )}
      </Entry>
      {run.startedAt !== null && (
        <Entry label={t("duration")}>
          <span className="figures" suppressHydrationWarning>
            {duration(((run.finishedAt ?? now).getTime() - run.startedAt.getTime()) / 1000)}
          </span>
        </Entry>
      )}
      {run.attempt > 1 && (
        <Entry label={t("attempt")}>{t("attemptOf", { attempt: run.attempt, max: run.maxAttempts })}</Entry>
      )}
    </dl>
  );
}

function Entry({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-xs text-faint">{label}</dt>
      <dd className="mt-0.5 min-w-0">{children}</dd>
    </div>
  );
}
