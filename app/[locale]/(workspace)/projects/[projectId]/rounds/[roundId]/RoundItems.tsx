"use client";

import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { RoundItem } from "@/app/[locale]/(workspace)/projects/[projectId]/rounds/[roundId]/RoundItem";
import { QueryView } from "@/app/components/QueryView";
import { TableSkeleton } from "@/app/components/TableSkeleton";
import { Button } from "@/app/components/ui/Button";
import { Panel } from "@/app/components/ui/Panel";
import { Select } from "@/app/components/ui/Select";
import { useTRPC } from "@/app/trpc/context";
import type { RouterOutputs } from "@/app/trpc/router-outputs";

const FILTERS = ["all", "ready", "judged", "pending", "failed", "skipped"] as const;
type Filter = (typeof FILTERS)[number];

export interface RoundItemsProps {
  projectId: string;
  round: RouterOutputs["round"]["get"];
}

/** Every item with its answers and what was said of them. */
export function RoundItems({ projectId, round }: RoundItemsProps) {
  const t = useTranslations("rounds");
  const common = useTranslations("common");
  const trpc = useTRPC();
  const [filter, setFilter] = useState<Filter>("all");
  const project = useQuery(trpc.project.get.queryOptions({ projectId }));
  const items = useInfiniteQuery(
    trpc.round.items.infiniteQueryOptions(
      { roundId: round.id, ...queryOf(filter) },
      {
        getNextPageParam: (page) => page.nextCursor ?? undefined,
        placeholderData: keepPreviousData,
        refetchInterval: 10_000,
      },
    ),
  );
  const countOf = (one: Filter) =>
    one === "all" ? round.itemCount : one === "skipped" ? round.skipped.items : round.items[one];
  return (
    <Panel
      flush
      title={t("items")}
      actions={
        <div className="w-40">
          <Select
            aria-label={t("items")}
            value={filter}
            onValueChange={(value) => setFilter(FILTERS.find((one) => one === value) ?? "all")}
            options={FILTERS.map((one) => ({
              value: one,
              label: `${t(`itemFilters.${one}`)} (${countOf(one)})`,
            }))}
          />
        </div>
      }
    >
      <QueryView query={items} skeleton={<TableSkeleton rows={8} />}>
        {(data) => {
          const rows = data.pages.flatMap((page) => page.items);
          return (
            <>
              {rows.length === 0 && (
                <p className="px-4 py-8 text-center text-base text-muted">
                  {filter === "all" ? t("itemsNone") : t("itemsEmpty")}
                </p>
              )}
              <ul aria-label={t("itemsTable")}>
                {rows.map((item) => (
                  <RoundItem
                    key={item.id}
                    item={item}
                    overlap={round.overlap}
                    rubric={project.data?.rubric ?? []}
                  />
                ))}
              </ul>
              {items.hasNextPage && (
                <div className="flex justify-center p-3">
                  <Button loading={items.isFetchingNextPage} onClick={() => void items.fetchNextPage()}>
                    {common("loadMore")}
                  </Button>
                </div>
              )}
            </>
          );
        }}
      </QueryView>
    </Panel>
  );
}

function queryOf(filter: Filter) {
  if (filter === "all") return {};
  return filter === "skipped" ? { skipped: true } : { status: filter };
}
