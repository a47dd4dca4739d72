"use client";

import { useNow, useTranslations } from "next-intl";
import { RunProgress } from "@/app/[locale]/(workspace)/projects/[projectId]/runs/RunProgress";
import type { ListedRun } from "@/app/[locale]/(workspace)/projects/[projectId]/runs/listed-run";
import { RunResultLine } from "@/app/[locale]/(workspace)/projects/[projectId]/runs/RunResultLine";
import { RunStatusBadge } from "@/app/[locale]/(workspace)/projects/[projectId]/runs/RunStatusBadge";
import { useJobError } from "@/app/[locale]/(workspace)/projects/[projectId]/runs/use-job-error";
import { useDuration } from "@/app/[locale]/(workspace)/projects/[projectId]/runs/use-run-texts";
import { SyntheticShare } from "@/app/components/ui/SyntheticShare";
import { Table, TableCell, TableHead, TableRow } from "@/app/components/ui/Table";
import { Timestamp } from "@/app/components/ui/Timestamp";
import { Link } from "@/app/i18n/navigation";

export function RunTable({ projectId, runs }: { projectId: string; runs: readonly ListedRun[] }) {
  const t = useTranslations("runs");
  const duration = useDuration();
  const jobError = useJobError();
  const now = useNow({ updateInterval: 1000 });
  const seconds = (run: ListedRun) =>
    run.startedAt === null ? null : ((run.finishedAt ?? now).getTime() - run.startedAt.getTime()) / 1000;
  return (
    <div className="rounded-lg border border-line bg-panel">
      <Table
        label={t("table")}
        head={
          <>
            <TableHead>{t("columnRun")}</TableHead>
            <TableHead>{t("columnStatus")}</TableHead>
            <TableHead className="w-2/5">{t("columnResult")}</TableHead>
            <TableHead numeric className="hidden md:table-cell">
              {t("columnDuration")}
            </TableHead>
            <TableHead className="hidden sm:table-cell">{t("columnStarted")}</TableHead>
          </>
        }
      >
        {runs.map((run) => {
          const took = seconds(run);
          return (
            <TableRow key={run.id}>
              <TableCell>
                <Link
                  href={`/projects/${projectId}/runs/${run.id}`}
                  className="font-medium whitespace-nowrap hover:text-accent hover:underline"
                >
                  {t(`kinds.${run.kind}`)}
                </Link>
                {run.inputs.versionName !== undefined && (
                  <div className="max-w-40 truncate text-xs text-faint">{run.inputs.versionName}</div>
                )}
                <div className="mt-1 empty:hidden">
                  <SyntheticShare {...run.judgmentsBehind} />
                </div>
              </TableCell>
              <TableCell>
                <RunStatusBadge status={run.status} cancelling={run.cancelRequestedAt !== null} />
              </TableCell>
              <TableCell className="min-w-44">
                {run.status === "running" ? (
                  <RunProgress compact progress={run.progress} label={t(`titles.${run.kind}`)} />
                ) : run.error !== null && run.status === "failed" ? (
                  <span className="line-clamp-2 text-sm text-danger">{jobError(run.error)}</span>
                ) : (
                  <RunResultLine projectId={projectId} run={run} />
                )}
              </TableCell>
              <TableCell numeric className="hidden text-muted md:table-cell">
                {took === null ? "–" : duration(took)}
              </TableCell>
              <TableCell className="hidden text-muted sm:table-cell">
                <Timestamp at={run.createdAt} />
              </TableCell>
            </TableRow>
          );
        })}
      </Table>
    </div>
  );
}
