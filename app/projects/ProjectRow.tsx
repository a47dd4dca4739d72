"use client";

import { PenLine } from "lucide-react";
import { useTranslations } from "next-intl";
import { useMe } from "@/app/components/shell/me";
import { Badge } from "@/app/components/ui/Badge";
import { Button } from "@/app/components/ui/Button";
import { SyntheticBadge } from "@/app/components/ui/SyntheticBadge";
import { Link } from "@/app/i18n/navigation";

export interface ProjectRowProps {
  project: {
    id: string;
    name: string;
    description: string;
    isDemo: boolean;
    promptCount: number;
    openRoundCount: number;
    judgmentCount: number;
    memberCount: number;
    hasSyntheticJudgments: boolean;
  };
}

export function ProjectRow({ project }: ProjectRowProps) {
  const t = useTranslations("projects");
  const me = useMe();
  const desk = `/projects/${project.id}/annotate`;
  const home = me.role === "admin" ? `/projects/${project.id}` : desk;
  return (
    <li className="relative flex flex-wrap items-center gap-x-6 gap-y-3 px-5 py-4 transition-colors duration-150 hover:bg-paper">
      <div className="min-w-0 flex-1 basis-72">
        <div className="flex flex-wrap items-center gap-2">
          <h2 className="text-lg font-semibold">
            <Link href={home} className="after:absolute after:inset-0 focus-visible:after:outline-2">
              {project.name}
            </Link>
          </h2>
          {project.isDemo && <Badge tone="accent">{t("demo")}</Badge>}
          {project.hasSyntheticJudgments && <SyntheticBadge />}
        </div>
        {project.description !== "" && (
          <p className="mt-0.5 line-clamp-2 text-base text-muted">{project.description}</p>
        )}
        <ul className="mt-1.5 flex flex-wrap gap-x-4 text-sm text-faint figures">
          <li>{t("prompts", { count: project.promptCount })}</li>
          <li>{t("judgments", { count: project.judgmentCount })}</li>
          <li>{t("members", { count: project.memberCount })}</li>
          <li className={project.openRoundCount > 0 ? "text-success" : undefined}>
            {t("openRounds", { count: project.openRoundCount })}
          </li>
        </ul>
      </div>
      <Button asChild className="relative z-1">
        <Link href={desk}>
          <PenLine aria-hidden className="size-4" />
          {t("annotate")}
        </Link>
      </Button>
    </li>
  );
}
