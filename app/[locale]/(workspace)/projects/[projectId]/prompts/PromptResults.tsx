"use client";

import { MessagesSquare, SearchX } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { PromptRow } from "@/app/[locale]/(workspace)/projects/[projectId]/prompts/PromptRow";
import type { ListedPrompt } from "@/app/[locale]/(workspace)/projects/[projectId]/prompts/PromptRow";
import { Button } from "@/app/components/ui/Button";
import { EmptyState } from "@/app/components/ui/EmptyState";
import { Table, TableHead } from "@/app/components/ui/Table";

export interface PromptResultsProps {
  prompts: readonly ListedPrompt[];
  /** A search or a language is set. */
  filtered: boolean;
  archived: boolean;
  onClear: () => void;
  /** A tag was pressed. */
  onTag: (tag: string) => void;
  emptyActions: ReactNode;
  /** Absent where everything is there. */
  onMore?: () => void;
  loadingMore?: boolean;
}

export function PromptResults(props: PromptResultsProps) {
  const t = useTranslations("prompts");
  const common = useTranslations("common");
  if (props.prompts.length === 0) return <Nothing {...props} />;
  return (
    <>
      <div className="rounded-lg border border-line bg-panel">
        <Table
          label={t("table")}
          head={
            <>
              <TableHead>{t("columnPrompt")}</TableHead>
              <TableHead className="hidden sm:table-cell">{t("columnLanguage")}</TableHead>
              <TableHead className="hidden md:table-cell">{t("columnTags")}</TableHead>
              <TableHead numeric className="hidden sm:table-cell">
                {t("columnRounds")}
              </TableHead>
              <TableHead className="hidden md:table-cell">{t("columnAdded")}</TableHead>
              <TableHead>
                <span className="sr-only">{t("columnActions")}</span>
              </TableHead>
            </>
          }
        >
          {props.prompts.map((prompt) => (
            <PromptRow key={prompt.id} prompt={prompt} onTag={props.onTag} />
          ))}
        </Table>
      </div>
      {props.onMore !== undefined && (
        <div className="mt-4 flex justify-center">
          <Button loading={props.loadingMore ?? false} onClick={props.onMore}>
            {common("loadMore")}
          </Button>
        </div>
      )}
    </>
  );
}

function Nothing({ filtered, archived, onClear, emptyActions }: PromptResultsProps) {
  const t = useTranslations("prompts");
  if (filtered) {
    return (
      <EmptyState
        icon={<SearchX aria-hidden className="size-5" />}
        title={t("noMatchTitle")}
        description={t("noMatchText")}
        action={<Button onClick={onClear}>{t("clearSearch")}</Button>}
      />
    );
  }
  if (archived) return <EmptyState title={t("emptyArchive")} />;
  return (
    <EmptyState
      icon={<MessagesSquare aria-hidden className="size-5" />}
      title={t("emptyTitle")}
      description={t("emptyText")}
      action={emptyActions}
    />
  );
}
