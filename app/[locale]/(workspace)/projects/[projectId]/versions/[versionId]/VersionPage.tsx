"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { TryOut } from "@/app/[locale]/(workspace)/projects/[projectId]/versions/[versionId]/TryOut";
import { VersionActions } from "@/app/[locale]/(workspace)/projects/[projectId]/versions/[versionId]/VersionActions";
import { VersionEvidence } from "@/app/[locale]/(workspace)/projects/[projectId]/versions/[versionId]/VersionEvidence";
import { VersionFacts } from "@/app/[locale]/(workspace)/projects/[projectId]/versions/[versionId]/VersionFacts";
import { VersionLineage } from "@/app/[locale]/(workspace)/projects/[projectId]/versions/[versionId]/VersionLineage";
import { VersionMark } from "@/app/[locale]/(workspace)/projects/[projectId]/versions/VersionMark";
import { QueryView } from "@/app/components/QueryView";
import { Badge } from "@/app/components/ui/Badge";
import { PageHeader } from "@/app/components/ui/PageHeader";
import { Skeleton } from "@/app/components/ui/Skeleton";
import { SyntheticShare } from "@/app/components/ui/SyntheticShare";
import { Link } from "@/app/i18n/navigation";
import { useTRPC } from "@/app/trpc/context";

export function VersionPage({ projectId, versionId }: { projectId: string; versionId: string }) {
  const t = useTranslations("versions");
  const trpc = useTRPC();
  const version = useQuery(trpc.version.get.queryOptions({ versionId }));
  return (
    <QueryView query={version} skeleton={<VersionSkeleton />}>
      {(data) => (
        <>
          <PageHeader
            back={
              <Link href={`/projects/${projectId}/versions`} className="hover:text-ink hover:underline">
                {t("title")}
              </Link>
            }
            title={data.name}
            badges={
              <>
                <VersionMark kind={data.kind} number={data.number} />
                <Badge>{t(`kinds.${data.kind}`)}</Badge>
                {data.isDeployed && <Badge tone="success">{t("deployed")}</Badge>}
                <SyntheticShare {...data.judgmentsBehind} />
              </>
            }
            actions={<VersionActions projectId={projectId} version={data} />}
          />
          <div className="grid items-start gap-4 lg:grid-cols-[1fr_22rem]">
            <div className="min-w-0 space-y-4">
              <VersionEvidence version={data} />
              {data.kind === "policy" && <TryOut key={data.id} projectId={projectId} version={data} />}
            </div>
            <div className="min-w-0 space-y-4">
              <VersionLineage projectId={projectId} version={data} />
              <VersionFacts projectId={projectId} version={data} />
            </div>
          </div>
        </>
      )}
    </QueryView>
  );
}

function VersionSkeleton() {
  return (
    <div>
      <Skeleton className="mb-6 h-13 w-80" />
      <div className="grid gap-4 lg:grid-cols-[1fr_22rem]">
        <Skeleton className="h-96 rounded-lg" />
        <Skeleton className="h-72 rounded-lg" />
      </div>
    </div>
  );
}
