"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { AnnotatorPanel } from "@/app/[locale]/(workspace)/projects/[projectId]/rounds/[roundId]/AnnotatorPanel";
import { RoundActions } from "@/app/[locale]/(workspace)/projects/[projectId]/rounds/[roundId]/RoundActions";
import { RoundItems } from "@/app/[locale]/(workspace)/projects/[projectId]/rounds/[roundId]/RoundItems";
import { RoundStats } from "@/app/[locale]/(workspace)/projects/[projectId]/rounds/[roundId]/RoundStats";
import { SamplingPanel } from "@/app/[locale]/(workspace)/projects/[projectId]/rounds/[roundId]/SamplingPanel";
import { RoundStatusBadge } from "@/app/[locale]/(workspace)/projects/[projectId]/rounds/RoundStatusBadge";
import { QueryView } from "@/app/components/QueryView";
import { Badge } from "@/app/components/ui/Badge";
import { PageHeader } from "@/app/components/ui/PageHeader";
import { Skeleton } from "@/app/components/ui/Skeleton";
import { SyntheticShare } from "@/app/components/ui/SyntheticShare";
import { VersionBadge } from "@/app/components/ui/VersionBadge";
import { Link } from "@/app/i18n/navigation";
import { useTRPC } from "@/app/trpc/context";
import { useLiveProject } from "@/app/trpc/use-live-project";

/** Judgments come from other browsers; this often the page looks for new ones, milliseconds. */
const REFRESH = 5000;

export function RoundPage({ projectId, roundId }: { projectId: string; roundId: string }) {
  const t = useTranslations("rounds");
  const trpc = useTRPC();
  const round = useQuery(trpc.round.get.queryOptions({ roundId }, { refetchInterval: REFRESH }));
  useLiveProject(projectId);
  return (
    <QueryView query={round} skeleton={<RoundSkeleton />}>
      {(data) => (
        <>
          <PageHeader
            back={
              <Link href={`/projects/${projectId}/rounds`} className="hover:text-ink hover:underline">
                {t("title")}
              </Link>
            }
            title={t("name", { number: data.number })}
            {...(data.name !== "" && { description: data.name })}
            badges={
              <>
                <RoundStatusBadge status={data.status} />
                {data.policy === null ? (
                  <Badge>{t("imported")}</Badge>
                ) : (
                  <Link href={`/projects/${projectId}/versions/${data.policy.id}`}>
                    <VersionBadge kind="policy" number={data.policy.number} name={data.policy.name} />
                  </Link>
                )}
                <SyntheticShare
                  judgments={data.judgments.counted + data.judgments.surplus}
                  synthetic={data.judgments.synthetic}
                />
              </>
            }
            actions={<RoundActions projectId={projectId} round={data} />}
          />
          <div className="space-y-4">
            <SamplingPanel projectId={projectId} round={data} />
            <RoundStats round={data} />
            <div className="grid items-start gap-4 lg:grid-cols-[1fr_20rem]">
              <RoundItems projectId={projectId} round={data} />
              <AnnotatorPanel annotators={data.annotators} />
            </div>
          </div>
        </>
      )}
    </QueryView>
  );
}

function RoundSkeleton() {
  return (
    <div className="space-y-4">
      <Skeleton className="mb-6 h-13 w-64" />
      <Skeleton className="h-28 w-full rounded-lg" />
      <div className="grid gap-4 lg:grid-cols-[1fr_20rem]">
        <Skeleton className="h-96 rounded-lg" />
        <Skeleton className="h-48 rounded-lg" />
      </div>
    </div>
  );
}
