"use client";

import { useTranslations } from "next-intl";
import { RunProgress } from "@/app/[locale]/(workspace)/projects/[projectId]/runs/RunProgress";
import { RunStatusBadge } from "@/app/[locale]/(workspace)/projects/[projectId]/runs/RunStatusBadge";
import { useJobError } from "@/app/[locale]/(workspace)/projects/[projectId]/runs/use-job-error";
import { Button } from "@/app/components/ui/Button";
import { Panel } from "@/app/components/ui/Panel";
import { Timestamp } from "@/app/components/ui/Timestamp";
import { Link } from "@/app/i18n/navigation";
import type { RouterOutputs } from "@/app/trpc/router-outputs";

export interface RecentRunsProps {
  projectId: string;
  runs: RouterOutputs["project"]["overview"]["recentRuns"];
}

export function RecentRuns({ projectId, runs }: RecentRunsProps) {
  const t = useTranslations("overview");
  const names = useTranslations("runs.titles");
  const jobError = useJobError();
  return (
    <Panel
      flush
      title={t("recentRuns")}
      actions={
        <Button asChild size="sm" variant="ghost">
          <Link href={`/projects/${projectId}/runs`}>{t("allRuns")}</Link>
        </Button>
      }
    >
      {runs.length === 0 && <p className="px-4 py-6 text-base text-muted">{t("noRuns")}</p>}
      <ul>
        {runs.map((run) => (
          <li key={run.id} className="border-b border-line last:border-b-0">
            <Link
              href={`/projects/${projectId}/runs/${run.id}`}
              className="block px-4 py-2.5 transition-colors duration-150 hover:bg-sunken/60 focus-visible:-outline-offset-2"
            >
              <span className="flex items-center justify-between gap-3">
                <span className="truncate text-base font-medium">{names(run.kind)}</span>
                <span className="flex shrink-0 items-center gap-3 text-xs text-faint">
                  <Timestamp at={run.finishedAt ?? run.createdAt} />
                  <RunStatusBadge status={run.status} />
                </span>
              </span>
              {run.status === "running" && (
                <span className="mt-1.5 block">
                  <RunProgress compact progress={run.progress} label={names(run.kind)} />
                </span>
              )}
              {run.status === "failed" && run.error !== null && (
                <span className="mt-0.5 line-clamp-2 block text-sm text-danger">{jobError(run.error)}</span>
              )}
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
