"use client";

import { useQuery } from "@tanstack/react-query";
import { FolderOpen, Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useMe } from "@/app/components/shell/me";
import { Button } from "@/app/components/ui/Button";
import { EmptyState } from "@/app/components/ui/EmptyState";
import { ErrorState } from "@/app/components/ui/ErrorState";
import { PageHeader } from "@/app/components/ui/PageHeader";
import { Skeleton } from "@/app/components/ui/Skeleton";
import { CreateProjectDialog } from "@/app/projects/CreateProjectDialog";
import { ProjectRow } from "@/app/projects/ProjectRow";
import { useTRPC } from "@/app/trpc/context";

export function ProjectList() {
  const t = useTranslations("projects");
  const trpc = useTRPC();
  const me = useMe();
  const [creating, setCreating] = useState(false);
  const projects = useQuery(trpc.project.list.queryOptions());
  const create = me.role === "admin" && (
    <Button
      variant="primary"
      icon={<Plus aria-hidden className="size-4" />}
      onClick={() => setCreating(true)}
    >
      {t("create")}
    </Button>
  );
  return (
    <div className="mx-auto w-full max-w-4xl px-4 py-8">
      <PageHeader title={t("title")} actions={create} />
      {projects.isPending && (
        <div className="space-y-2">
          <Skeleton className="h-21 rounded-lg" />
          <Skeleton className="h-21 rounded-lg" />
        </div>
      )}
      {projects.isError && <ErrorState error={projects.error} onRetry={() => void projects.refetch()} />}
      {projects.data?.length === 0 && (
        <EmptyState
          icon={<FolderOpen aria-hidden className="size-5" />}
          title={t("emptyTitle")}
          description={me.role === "admin" ? t("emptyAdmin") : t("emptyAnnotator")}
          action={create}
        />
      )}
      {projects.data !== undefined && projects.data.length > 0 && (
        <ul className="divide-y divide-line overflow-hidden rounded-lg border border-line bg-panel">
          {projects.data.map((project) => (
            <ProjectRow key={project.id} project={project} />
          ))}
        </ul>
      )}
      <CreateProjectDialog open={creating} onOpenChange={setCreating} />
    </div>
  );
}
