"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { RunActions } from "@/app/[locale]/(workspace)/projects/[projectId]/runs/[jobId]/RunActions";
import { RunInputs } from "@/app/[locale]/(workspace)/projects/[projectId]/runs/[jobId]/RunInputs";
import { RunOutcome } from "@/app/[locale]/(workspace)/projects/[projectId]/runs/[jobId]/RunOutcome";
import { RunStanding } from "@/app/[locale]/(workspace)/projects/[projectId]/runs/[jobId]/RunStanding";
import { RunTabs } from "@/app/[locale]/(workspace)/projects/[projectId]/runs/[jobId]/RunTabs";
import { useLiveRun } from "@/app/[locale]/(workspace)/projects/[projectId]/runs/[jobId]/use-live-run";
import { RunStatusBadge } from "@/app/[locale]/(workspace)/projects/[projectId]/runs/RunStatusBadge";
import { QueryView } from "@/app/components/QueryView";
import { PageHeader } from "@/app/components/ui/PageHeader";
import { Skeleton } from "@/app/components/ui/Skeleton";
import { SyntheticShare } from "@/app/components/ui/SyntheticShare";
import { Link } from "@/app/i18n/navigation";
import { useTRPC } from "@/app/trpc/context";

export function RunPage({ projectId, jobId }: { projectId: string; jobId: string }) {
  const t = useTranslations("runs");
  const trpc = useTRPC();
  const stored = useQuery(trpc.run.get.queryOptions({ jobId }));
  const { live, connection, follow } = useLiveRun(jobId);
  return (
    <QueryView query={stored} skeleton={<RunSkeleton />}>
      {(data) => {
        const run = { ...data, ...live?.run };
        return (
          <>
            <PageHeader
              back={
                <Link href={`/projects/${projectId}/runs`} className="hover:text-ink hover:underline">
                  {t("title")}
                </Link>
              }
              title={t(`titles.${run.kind}`)}
              badges={
                <>
                  <RunStatusBadge status={run.status} cancelling={run.cancelRequestedAt !== null} />
                  <SyntheticShare {...run.judgmentsBehind} />
                </>
              }
              actions={<RunActions projectId={projectId} run={run} onRetried={follow} />}
            />
            <div className="space-y-4">
              <RunInputs projectId={projectId} run={run} />
              <RunStanding run={run} connection={connection} />
              <RunOutcome run={run} />
              <RunTabs run={run} live={live} />
            </div>
          </>
        );
      }}
    </QueryView>
  );
}

function RunSkeleton() {
  return (
    <div className="space-y-4">
      <Skeleton className="mb-6 h-13 w-80" />
      <Skeleton className="h-16 w-full rounded-lg" />
      <Skeleton className="h-26 w-full rounded-lg" />
      <div className="grid gap-3 sm:grid-cols-2 lg:grid-cols-3 xl:grid-cols-4">
        {Array.from({ length: 8 }, (_, i) => (
          <Skeleton key={i} className="h-53 rounded-lg" />
        ))}
      </div>
    </div>
  );
}
