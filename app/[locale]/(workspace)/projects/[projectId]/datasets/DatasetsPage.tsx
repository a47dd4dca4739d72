"use client";

import { useQuery } from "@tanstack/react-query";
import { Snowflake } from "lucide-react";
import { useTranslations } from "next-intl";
import { DatasetTable } from "@/app/[locale]/(workspace)/projects/[projectId]/datasets/DatasetTable";
import { FreezePanel } from "@/app/[locale]/(workspace)/projects/[projectId]/datasets/FreezePanel";
import { QueryView } from "@/app/components/QueryView";
import { TableSkeleton } from "@/app/components/TableSkeleton";
import { EmptyState } from "@/app/components/ui/EmptyState";
import { PageHeader } from "@/app/components/ui/PageHeader";
import { useTRPC } from "@/app/trpc/context";

export function DatasetsPage({ projectId }: { projectId: string }) {
  const t = useTranslations("datasets");
  const trpc = useTRPC();
  const datasets = useQuery(trpc.dataset.list.queryOptions({ projectId }));
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} />
      <div className="space-y-6">
        <FreezePanel projectId={projectId} />
        <QueryView query={datasets} skeleton={<TableSkeleton rows={3} />}>
          {(data) =>
            data.length === 0 ? (
              <EmptyState
                icon={<Snowflake aria-hidden className="size-5" />}
                title={t("emptyTitle")}
                description={t("emptyText")}
              />
            ) : (
              <DatasetTable projectId={projectId} datasets={data} />
            )
          }
        </QueryView>
      </div>
    </>
  );
}
