"use client";

import { useQuery } from "@tanstack/react-query";
import { FileUp, Plus, Rows3 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useSearchParams } from "next/navigation";
import { useState } from "react";
import { ImportResponsesDialog } from "@/app/[locale]/(workspace)/projects/[projectId]/rounds/ImportResponsesDialog";
import { NewRoundDialog } from "@/app/[locale]/(workspace)/projects/[projectId]/rounds/NewRoundDialog";
import { RoundTable } from "@/app/[locale]/(workspace)/projects/[projectId]/rounds/RoundTable";
import { QueryView } from "@/app/components/QueryView";
import { TableSkeleton } from "@/app/components/TableSkeleton";
import { Button } from "@/app/components/ui/Button";
import { EmptyState } from "@/app/components/ui/EmptyState";
import { PageHeader } from "@/app/components/ui/PageHeader";
import { useTRPC } from "@/app/trpc/context";
import { useLiveProject } from "@/app/trpc/use-live-project";

export function RoundsPage({ projectId }: { projectId: string }) {
  const t = useTranslations("rounds");
  const trpc = useTRPC();
  const asked = useSearchParams().get("start");
  const [open, setOpen] = useState<"new" | "import" | null>(asked === "round" ? "new" : null);
  const rounds = useQuery(trpc.round.list.queryOptions({ projectId }));
  useLiveProject(projectId);
  const start = (
    <Button variant="primary" icon={<Plus aria-hidden className="size-4" />} onClick={() => setOpen("new")}>
      {t("start")}
    </Button>
  );
  return (
    <>
      <PageHeader
        title={t("title")}
        description={t("description")}
        actions={
          <>
            <Button icon={<FileUp aria-hidden className="size-4" />} onClick={() => setOpen("import")}>
              {t("importAnswers")}
            </Button>
            {start}
          </>
        }
      />
      <QueryView query={rounds} skeleton={<TableSkeleton rows={5} />}>
        {(data) =>
          data.length === 0 ? (
            <EmptyState
              icon={<Rows3 aria-hidden className="size-5" />}
              title={t("emptyTitle")}
              description={t("emptyText")}
              action={start}
            />
          ) : (
            <RoundTable projectId={projectId} rounds={data} />
          )
        }
      </QueryView>
      <NewRoundDialog
        projectId={projectId}
        open={open === "new"}
        onOpenChange={(next) => setOpen(next ? "new" : null)}
      />
      <ImportResponsesDialog
        target={{ projectId }}
        projectId={projectId}
        open={open === "import"}
        onOpenChange={(next) => setOpen(next ? "import" : null)}
      />
    </>
  );
}
