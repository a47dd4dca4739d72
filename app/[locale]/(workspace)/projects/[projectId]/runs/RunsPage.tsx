"use client";

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Activity, Play } from "lucide-react";
import { useTranslations } from "next-intl";
import { useSearchParams } from "next/navigation";
import { useState } from "react";
import { LaunchPolicyDialog } from "@/app/[locale]/(workspace)/projects/[projectId]/runs/LaunchPolicyDialog";
import { LaunchRewardModelDialog } from "@/app/[locale]/(workspace)/projects/[projectId]/runs/LaunchRewardModelDialog";
import { RunTable } from "@/app/[locale]/(workspace)/projects/[projectId]/runs/RunTable";
import { QueryView } from "@/app/components/QueryView";
import { TableSkeleton } from "@/app/components/TableSkeleton";
import { Button } from "@/app/components/ui/Button";
import { EmptyState } from "@/app/components/ui/EmptyState";
import { PageHeader } from "@/app/components/ui/PageHeader";
import { Link } from "@/app/i18n/navigation";
import { useTRPC } from "@/app/trpc/context";
import { useLiveProject } from "@/app/trpc/use-live-project";

export function RunsPage({ projectId }: { projectId: string }) {
  const t = useTranslations("runs");
  const common = useTranslations("common");
  const trpc = useTRPC();
  const asked = useSearchParams();
  const start = asked.get("start");
  const [open, setOpen] = useState<"reward" | "policy" | null>(
    start === "reward" || start === "policy" ? start : null,
  );
  const runs = useInfiniteQuery(
    trpc.run.list.infiniteQueryOptions(
      { projectId },
      { getNextPageParam: (page) => page.nextCursor ?? undefined },
    ),
  );
  // a run to start again with other settings
  const from = asked.get("from");
  const before = useQuery(trpc.run.get.queryOptions({ jobId: from ?? "" }, { enabled: from !== null }));
  useLiveProject(projectId);
  return (
    <>
      <PageHeader
        title={t("title")}
        description={t("description")}
        actions={
          <>
            <Button icon={<Play aria-hidden className="size-4" />} onClick={() => setOpen("reward")}>
              {t("launchReward")}
            </Button>
            <Button icon={<Play aria-hidden className="size-4" />} onClick={() => setOpen("policy")}>
              {t("launchPolicy")}
            </Button>
          </>
        }
      />
      <QueryView query={runs} skeleton={<TableSkeleton rows={6} />}>
        {(data) => {
          const rows = data.pages.flatMap((page) => page.runs);
          return rows.length === 0 ? (
            <EmptyState
              icon={<Activity aria-hidden className="size-5" />}
              title={t("emptyTitle")}
              description={t("emptyText")}
              action={
                <Button asChild variant="primary">
                  <Link href={`/projects/${projectId}/datasets`}>{t("toDatasets")}</Link>
                </Button>
              }
            />
          ) : (
            <>
              <RunTable projectId={projectId} runs={rows} />
              {runs.hasNextPage && (
                <div className="mt-4 flex justify-center">
                  <Button loading={runs.isFetchingNextPage} onClick={() => void runs.fetchNextPage()}>
                    {common("loadMore")}
                  </Button>
                </div>
              )}
            </>
          );
        }}
      </QueryView>
      {(from === null || before.data !== undefined) && (
        <>
          <LaunchRewardModelDialog
            projectId={projectId}
            initial={{
              datasetId: before.data?.inputs.dataset?.id ?? asked.get("dataset") ?? undefined,
              baseVersionId: before.data?.inputs.base?.id,
              config: before.data?.config,
            }}
            open={open === "reward"}
            onOpenChange={(next) => setOpen(next ? "reward" : null)}
          />
          <LaunchPolicyDialog
            projectId={projectId}
            initial={{
              rewardVersionId: before.data?.inputs.reward?.id ?? asked.get("reward") ?? undefined,
              policyVersionId: before.data?.inputs.policy?.id,
              config: before.data?.config,
            }}
            open={open === "policy"}
            onOpenChange={(next) => setOpen(next ? "policy" : null)}
          />
        </>
      )}
    </>
  );
}
