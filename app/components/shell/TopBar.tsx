"use client";

import { useParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { LocaleToggle } from "@/app/components/shell/LocaleToggle";
import { ProjectNav, ProjectNavMenu } from "@/app/components/shell/ProjectNav";
import { ProjectSwitcher } from "@/app/components/shell/ProjectSwitcher";
import { ThemeMenu } from "@/app/components/shell/ThemeMenu";
import { UserMenu } from "@/app/components/shell/UserMenu";
import { Wordmark } from "@/app/components/shell/Wordmark";
import { classNames } from "@/app/components/ui/class-names";
import { Link } from "@/app/i18n/navigation";

export function TopBar() {
  const t = useTranslations("shell");
  const common = useTranslations("common");
  const { projectId } = useParams<{ projectId?: string }>();
  const inProject = projectId !== undefined;
  return (
    <header className="sticky top-0 z-30 h-12 border-b border-line bg-panel">
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:absolute focus:top-2 focus:left-2 focus:z-50 focus:rounded-md focus:bg-raised focus:px-3 focus:py-1 focus:shadow-float"
      >
        {common("skipToContent")}
      </a>
      <div className="flex h-full items-center gap-1 px-2 sm:px-4">
        {inProject && <ProjectNavMenu projectId={projectId} />}
        <Link
          href="/"
          aria-label={`${common("appName")}: ${t("projects")}`}
          className={classNames("items-center rounded-md p-1", inProject ? "hidden sm:flex" : "flex")}
        >
          <Wordmark />
        </Link>
        {inProject && (
          <>
            <span aria-hidden className="hidden text-line-strong sm:inline">
              /
            </span>
            <ProjectSwitcher projectId={projectId} />
            <div className="ml-2 h-full min-w-0">
              <ProjectNav projectId={projectId} />
            </div>
          </>
        )}
        <div className="ml-auto flex shrink-0 items-center">
          <LocaleToggle />
          <ThemeMenu />
          <UserMenu />
        </div>
      </div>
    </header>
  );
}
