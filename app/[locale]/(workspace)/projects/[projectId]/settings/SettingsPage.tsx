"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { GeneralForm } from "@/app/[locale]/(workspace)/projects/[projectId]/settings/GeneralForm";
import { GuidelinesForm } from "@/app/[locale]/(workspace)/projects/[projectId]/settings/GuidelinesForm";
import { RubricForm } from "@/app/[locale]/(workspace)/projects/[projectId]/settings/RubricForm";
import { QueryView } from "@/app/components/QueryView";
import { Badge } from "@/app/components/ui/Badge";
import { PageHeader } from "@/app/components/ui/PageHeader";
import { Skeleton } from "@/app/components/ui/Skeleton";
import { useTRPC } from "@/app/trpc/context";

export function SettingsPage({ projectId }: { projectId: string }) {
  const t = useTranslations("settings");
  const trpc = useTRPC();
  const project = useQuery(trpc.project.get.queryOptions({ projectId }));
  const scores = useQuery(trpc.project.dimensionScores.queryOptions({ projectId }));
  return (
    <QueryView query={project} skeleton={<SettingsSkeleton />}>
      {(data) => (
        <>
          <PageHeader
            title={t("title")}
            description={t("description")}
            badges={<Badge>{t("version", { version: data.guidelinesVersion })}</Badge>}
          />
          <div className="max-w-4xl space-y-6">
            <GeneralForm project={data} />
            <RubricForm project={data} scores={scores.data} />
            <GuidelinesForm project={data} />
          </div>
        </>
      )}
    </QueryView>
  );
}

function SettingsSkeleton() {
  return (
    <div className="max-w-4xl space-y-6">
      <Skeleton className="h-13 w-72" />
      <Skeleton className="h-52 rounded-lg" />
      <Skeleton className="h-144 rounded-lg" />
    </div>
  );
}
