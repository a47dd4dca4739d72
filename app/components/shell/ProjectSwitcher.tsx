"use client";

import { useQuery } from "@tanstack/react-query";
import { ChevronsUpDown } from "lucide-react";
import { useTranslations } from "next-intl";
import { Menu, MenuItem, MenuSeparator } from "@/app/components/ui/Menu";
import { Skeleton } from "@/app/components/ui/Skeleton";
import { useMe } from "@/app/components/shell/me";
import { useRouter } from "@/app/i18n/navigation";
import { useTRPC } from "@/app/trpc/context";

export function ProjectSwitcher({ projectId }: { projectId: string }) {
  const t = useTranslations("shell");
  const trpc = useTRPC();
  const router = useRouter();
  const me = useMe();
  const projects = useQuery(trpc.project.list.queryOptions());
  const current = projects.data?.find((project) => project.id === projectId);
  const pageOf = (id: string) => (me.role === "admin" ? `/projects/${id}` : `/projects/${id}/annotate`);
  if (projects.isPending) return <Skeleton className="h-5 w-32" />;
  return (
    <Menu
      align="start"
      trigger={
        <button
          type="button"
          aria-label={`${t("switchProject")}: ${current?.name ?? ""}`}
          className="flex h-8 min-w-0 items-center gap-1 rounded-md px-2 text-sm font-medium text-ink transition-colors duration-150 hover:bg-sunken"
        >
          <span className="max-w-36 truncate sm:max-w-56">{current?.name ?? "…"}</span>
          <ChevronsUpDown aria-hidden className="size-3.5 shrink-0 text-faint" />
        </button>
      }
    >
      {projects.data?.map((project) => (
        <MenuItem
          key={project.id}
          checked={project.id === projectId}
          onSelect={() => router.push(pageOf(project.id))}
        >
          <span className="truncate">{project.name}</span>
        </MenuItem>
      ))}
      <MenuSeparator />
      <MenuItem onSelect={() => router.push("/")}>{t("allProjects")}</MenuItem>
    </Menu>
  );
}
