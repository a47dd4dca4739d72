"use client";

import { useQuery } from "@tanstack/react-query";
import { Boxes, Import } from "lucide-react";
import { useTranslations } from "next-intl";
import { useSearchParams } from "next/navigation";
import { useState } from "react";
import { DeploymentHistory } from "@/app/[locale]/(workspace)/projects/[projectId]/versions/DeploymentHistory";
import { ImportModelDialog } from "@/app/[locale]/(workspace)/projects/[projectId]/versions/ImportModelDialog";
import { LineageGraph } from "@/app/[locale]/(workspace)/projects/[projectId]/versions/LineageGraph";
import { VersionTable } from "@/app/[locale]/(workspace)/projects/[projectId]/versions/VersionTable";
import { QueryView } from "@/app/components/QueryView";
import { TableSkeleton } from "@/app/components/TableSkeleton";
import { Button } from "@/app/components/ui/Button";
import { EmptyState } from "@/app/components/ui/EmptyState";
import { PageHeader } from "@/app/components/ui/PageHeader";
import { Panel } from "@/app/components/ui/Panel";
import { useTRPC } from "@/app/trpc/context";
import { useLiveProject } from "@/app/trpc/use-live-project";

export function VersionsPage({ projectId }: { projectId: string }) {
  const t = useTranslations("versions");
  const trpc = useTRPC();
  const [importing, setImporting] = useState(useSearchParams().get("start") === "import");
  const versions = useQuery(trpc.version.list.queryOptions({ projectId }));
  useLiveProject(projectId);
  const importButton = (variant: "primary" | "secondary") => (
    <Button
      variant={variant}
      icon={<Import aria-hidden className="size-4" />}
      onClick={() => setImporting(true)}
    >
      {t("import")}
    </Button>
  );
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} actions={importButton("secondary")} />
      <QueryView query={versions} skeleton={<TableSkeleton rows={6} />}>
        {(data) =>
          data.length === 0 ? (
            <EmptyState
              icon={<Boxes aria-hidden className="size-5" />}
              title={t("emptyTitle")}
              description={t("emptyText")}
              action={importButton("primary")}
            />
          ) : (
            <div className="space-y-4">
              <Panel title={t("lineage")} description={t("lineageHint")} flush>
                <LineageGraph projectId={projectId} versions={data} />
              </Panel>
              <VersionTable projectId={projectId} versions={data} />
              <DeploymentHistory projectId={projectId} />
            </div>
          )
        }
      </QueryView>
      <ImportModelDialog projectId={projectId} open={importing} onOpenChange={setImporting} />
    </>
  );
}
