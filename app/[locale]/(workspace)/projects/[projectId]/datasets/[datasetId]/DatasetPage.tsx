"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { DatasetExamples } from "@/app/[locale]/(workspace)/projects/[projectId]/datasets/[datasetId]/DatasetExamples";
import { DatasetFiles } from "@/app/[locale]/(workspace)/projects/[projectId]/datasets/[datasetId]/DatasetFiles";
import { DatasetLineage } from "@/app/[locale]/(workspace)/projects/[projectId]/datasets/[datasetId]/DatasetLineage";
import { QueryView } from "@/app/components/QueryView";
import { TableSkeleton } from "@/app/components/TableSkeleton";
import { Button } from "@/app/components/ui/Button";
import { PageHeader } from "@/app/components/ui/PageHeader";
import { SyntheticShare } from "@/app/components/ui/SyntheticShare";
import { Link } from "@/app/i18n/navigation";
import { useTRPC } from "@/app/trpc/context";

export function DatasetPage({ projectId, datasetId }: { projectId: string; datasetId: string }) {
  const t = useTranslations("datasets");
  const trpc = useTRPC();
  const dataset = useQuery(trpc.dataset.get.queryOptions({ datasetId }));
  return (
    <QueryView query={dataset} skeleton={<TableSkeleton rows={8} />}>
      {(data) => (
        <>
          <PageHeader
            back={
              <Link href={`/projects/${projectId}/datasets`} className="hover:text-ink hover:underline">
                {t("title")}
              </Link>
            }
            title={t("name", { number: data.number })}
            badges={
              <SyntheticShare
                judgments={data.trainRecords + data.evalRecords}
                synthetic={data.syntheticJudgments}
              />
            }
            actions={
              <Button asChild variant="primary">
                <Link href={`/projects/${projectId}/runs?start=reward&dataset=${data.id}`}>
                  {data.rewardVersions.length === 0 ? t("train") : t("retrain")}
                </Link>
              </Button>
            }
          />
          <div className="grid items-start gap-4 lg:grid-cols-[1fr_22rem]">
            <div className="min-w-0 space-y-4">
              <DatasetFiles dataset={data} />
              <DatasetExamples files={data.files} examples={data.examples} />
            </div>
            <DatasetLineage projectId={projectId} dataset={data} />
          </div>
        </>
      )}
    </QueryView>
  );
}
