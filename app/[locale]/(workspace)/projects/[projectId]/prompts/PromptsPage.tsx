"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { Plus, Upload } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { AddPromptDialog } from "@/app/[locale]/(workspace)/projects/[projectId]/prompts/AddPromptDialog";
import { ImportPromptsDialog } from "@/app/[locale]/(workspace)/projects/[projectId]/prompts/ImportPromptsDialog";
import { PromptFilters } from "@/app/[locale]/(workspace)/projects/[projectId]/prompts/PromptFilters";
import type { PromptFilter } from "@/app/[locale]/(workspace)/projects/[projectId]/prompts/PromptFilters";
import { PromptResults } from "@/app/[locale]/(workspace)/projects/[projectId]/prompts/PromptResults";
import { QueryView } from "@/app/components/QueryView";
import { TableSkeleton } from "@/app/components/TableSkeleton";
import { Button } from "@/app/components/ui/Button";
import { PageHeader } from "@/app/components/ui/PageHeader";
import { useDebounced } from "@/app/components/use-debounced";
import { useTRPC } from "@/app/trpc/context";

const NO_FILTER: PromptFilter = { search: "", language: "all", tag: null, archived: false };

export function PromptsPage({ projectId }: { projectId: string }) {
  const t = useTranslations("prompts");
  const trpc = useTRPC();
  const [filter, setFilter] = useState(NO_FILTER);
  const [open, setOpen] = useState<"add" | "import" | null>(null);
  const search = useDebounced(filter.search.trim(), 250);
  const prompts = useInfiniteQuery(
    trpc.prompt.list.infiniteQueryOptions(
      {
        projectId,
        archived: filter.archived,
        ...(search !== "" && { search }),
        ...(filter.tag !== null && { tag: filter.tag }),
        ...(filter.language !== "all" && { language: filter.language }),
      },
      { getNextPageParam: (page) => page.nextCursor ?? undefined, placeholderData: keepPreviousData },
    ),
  );
  const actions = (
    <>
      <Button icon={<Upload aria-hidden className="size-4" />} onClick={() => setOpen("import")}>
        {t("upload")}
      </Button>
      <Button variant="primary" icon={<Plus aria-hidden className="size-4" />} onClick={() => setOpen("add")}>
        {t("add")}
      </Button>
    </>
  );
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} actions={actions} />
      <PromptFilters filter={filter} onChange={setFilter} total={prompts.data?.pages[0]?.total} />
      <QueryView query={prompts} skeleton={<TableSkeleton rows={10} />}>
        {(data) => (
          <PromptResults
            prompts={data.pages.flatMap((page) => page.prompts)}
            filtered={search !== "" || filter.language !== "all" || filter.tag !== null}
            archived={filter.archived}
            onClear={() => setFilter({ ...NO_FILTER, archived: filter.archived })}
            onTag={(tag) => setFilter({ ...filter, tag })}
            emptyActions={actions}
            {...(prompts.hasNextPage && {
              onMore: () => void prompts.fetchNextPage(),
              loadingMore: prompts.isFetchingNextPage,
            })}
          />
        )}
      </QueryView>
      <AddPromptDialog
        projectId={projectId}
        open={open === "add"}
        onOpenChange={(next) => setOpen(next ? "add" : null)}
      />
      <ImportPromptsDialog
        projectId={projectId}
        open={open === "import"}
        onOpenChange={(next) => setOpen(next ? "import" : null)}
      />
    </>
  );
}
