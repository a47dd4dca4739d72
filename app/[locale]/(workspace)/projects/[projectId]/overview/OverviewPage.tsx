"use client";

import { useQuery } from "@tanstack/react-query";
import { Bot } from "lucide-react";
import { useTranslations } from "next-intl";
import { LoopHeader } from "@/app/[locale]/(workspace)/projects/[projectId]/overview/LoopHeader";
import { OverviewPanels } from "@/app/[locale]/(workspace)/projects/[projectId]/overview/OverviewPanels";
import { OverviewSkeleton } from "@/app/[locale]/(workspace)/projects/[projectId]/overview/OverviewSkeleton";
import { RecentRuns } from "@/app/[locale]/(workspace)/projects/[projectId]/overview/RecentRuns";
import { QueryView } from "@/app/components/QueryView";
import { Notice } from "@/app/components/ui/Notice";
import { PageHeader } from "@/app/components/ui/PageHeader";
import { useTRPC } from "@/app/trpc/context";
import { useLiveProject } from "@/app/trpc/use-live-project";

export function OverviewPage({ projectId }: { projectId: string }) {
  const t = useTranslations("overview");
  const trpc = useTRPC();
  const overview = useQuery(trpc.project.overview.queryOptions({ projectId }, { refetchInterval: 30_000 }));
  const versions = useQuery(trpc.version.list.queryOptions({ projectId }));
  useLiveProject(projectId);
  return (
    <QueryView query={overview} skeleton={<OverviewSkeleton />}>
      {(data) => (
        <>
          <PageHeader
            title={data.project.name}
            {...(data.project.description !== "" && { description: data.project.description })}
          />
          <div className="space-y-4">
            <LoopHeader projectId={projectId} overview={data} versions={versions.data ?? []} />
            {data.loop.counts.syntheticJudgments > 0 && (
              <Notice tone="warning" icon={<Bot aria-hidden className="size-4 text-warning" />}>
                {t("synthetic", {
                  count: data.loop.counts.syntheticJudgments,
                  total: data.loop.counts.judgments,
                })}
              </Notice>
            )}
            <div className="grid gap-4 lg:grid-cols-[1fr_20rem]">
              <RecentRuns projectId={projectId} runs={data.recentRuns} />
              <OverviewPanels projectId={projectId} overview={data} />
            </div>
          </div>
        </>
      )}
    </QueryView>
  );
}
