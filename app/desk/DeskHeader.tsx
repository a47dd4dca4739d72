"use client";

import { BookOpen, FileText, Keyboard } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "@/app/components/ui/Button";
import { KeyHint } from "@/app/components/ui/KeyHint";
import { Progress } from "@/app/components/ui/Progress";
import { Skeleton } from "@/app/components/ui/Skeleton";
import type { DeskItem, DeskProgress } from "@/app/desk/desk-item";

export interface DeskHeaderProps {
  item: DeskItem | null;
  progress: DeskProgress | null;
  guidelinesOpen: boolean;
  onToggleGuidelines: () => void;
  plain: boolean;
  onTogglePlain: () => void;
  onShowKeys: () => void;
}

export function DeskHeader(props: DeskHeaderProps) {
  const { item, progress } = props;
  const t = useTranslations("desk");
  return (
    <header className="flex h-8 shrink-0 items-center gap-3">
      <h1 className="min-w-0 truncate text-base font-semibold">
        {item === null ? t("title") : t("roundTitle", { number: item.roundNumber })}
        {item !== null && item.roundName !== "" && (
          <span className="ml-2 font-normal text-muted">{item.roundName}</span>
        )}
      </h1>
      {progress === null ? (
        <Skeleton className="h-4 w-28" />
      ) : (
        <div className="flex items-center gap-2.5">
          <span className="text-sm whitespace-nowrap text-muted figures">
            {t("progressOf", { ...progress })}
          </span>
          <div className="hidden w-32 sm:block">
            <Progress
              value={progress.total === 0 ? 0 : progress.done / progress.total}
              label={t("progressLabel", { ...progress })}
            />
          </div>
        </div>
      )}
      <div className="ml-auto flex items-center gap-0.5">
        <Button
          variant="ghost"
          aria-pressed={props.plain}
          onClick={props.onTogglePlain}
          icon={<FileText aria-hidden className="size-4" />}
          className={props.plain ? "text-accent" : undefined}
        >
          <span className="max-md:sr-only">{t("showPlain")}</span>
        </Button>
        <Button
          variant="ghost"
          aria-pressed={props.guidelinesOpen}
          onClick={props.onToggleGuidelines}
          icon={<BookOpen aria-hidden className="size-4" />}
          className={props.guidelinesOpen ? "text-accent" : undefined}
        >
          <span className="max-md:sr-only">{t("guidelines")}</span>
        </Button>
        <Button
          variant="ghost"
          onClick={props.onShowKeys}
          icon={<Keyboard aria-hidden className="size-4" />}
          className="pointer-coarse:hidden"
        >
          <span className="max-md:sr-only">{t("keysButton")}</span>
          <KeyHint>?</KeyHint>
        </Button>
      </div>
    </header>
  );
}
