"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { ScrollText } from "lucide-react";
import { useTranslations } from "next-intl";
import { AuditDetails } from "@/app/[locale]/(workspace)/projects/[projectId]/audit/AuditDetails";
import { QueryView } from "@/app/components/QueryView";
import { TableSkeleton } from "@/app/components/TableSkeleton";
import { Button } from "@/app/components/ui/Button";
import { EmptyState } from "@/app/components/ui/EmptyState";
import { PageHeader } from "@/app/components/ui/PageHeader";
import { Table, TableCell, TableHead, TableRow } from "@/app/components/ui/Table";
import { Timestamp } from "@/app/components/ui/Timestamp";
import { useTRPC } from "@/app/trpc/context";

export function AuditPage({ projectId }: { projectId: string }) {
  const t = useTranslations("audit");
  const trpc = useTRPC();
  const audit = useInfiniteQuery(
    trpc.audit.list.infiniteQueryOptions(
      { projectId },
      { getNextPageParam: (page) => page.nextCursor ?? undefined },
    ),
  );
  const action = (name: string) => {
    const key = `actions.${name.replace(".", "-")}` as "actions.round-create";
    return t.has(key) ? t(key) : name;
  };
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} />
      <QueryView query={audit} skeleton={<TableSkeleton rows={10} />}>
        {(data) => {
          const entries = data.pages.flatMap((page) => page.entries);
          if (entries.length === 0) {
            return <EmptyState icon={<ScrollText aria-hidden className="size-5" />} title={t("empty")} />;
          }
          return (
            <>
              <div className="rounded-lg border border-line bg-panel">
                <Table
                  label={t("table")}
                  head={
                    <>
                      <TableHead>{t("columnWhen")}</TableHead>
                      <TableHead>{t("columnWho")}</TableHead>
                      <TableHead>{t("columnWhat")}</TableHead>
                      <TableHead className="hidden sm:table-cell">{t("columnDetails")}</TableHead>
                    </>
                  }
                >
                  {entries.map((entry) => (
                    <TableRow key={entry.sequence}>
                      <TableCell className="text-muted">
                        <Timestamp at={entry.at} />
                      </TableCell>
                      <TableCell className="whitespace-nowrap">{entry.actorName ?? t("system")}</TableCell>
                      <TableCell>
                        <span className="whitespace-nowrap">{action(entry.action)}</span>
                        <div className="sm:hidden">
                          <AuditDetails details={entry.details} />
                        </div>
                      </TableCell>
                      <TableCell className="hidden sm:table-cell">
                        <AuditDetails details={entry.details} />
                      </TableCell>
                    </TableRow>
                  ))}
                </Table>
              </div>
              {audit.hasNextPage && (
                <div className="mt-4 flex justify-center">
                  <Button loading={audit.isFetchingNextPage} onClick={() => void audit.fetchNextPage()}>
                    {t("loadMore")}
                  </Button>
                </div>
              )}
            </>
          );
        }}
      </QueryView>
    </>
  );
}
