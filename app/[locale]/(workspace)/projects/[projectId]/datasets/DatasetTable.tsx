"use client";

import { useFormatter, useTranslations } from "next-intl";
import { Button } from "@/app/components/ui/Button";
import { SyntheticShare } from "@/app/components/ui/SyntheticShare";
import { Table, TableCell, TableHead, TableRow } from "@/app/components/ui/Table";
import { Timestamp } from "@/app/components/ui/Timestamp";
import { Link } from "@/app/i18n/navigation";
import type { RouterOutputs } from "@/app/trpc/router-outputs";

export interface DatasetTableProps {
  projectId: string;
  datasets: RouterOutputs["dataset"]["list"];
}

export function DatasetTable({ projectId, datasets }: DatasetTableProps) {
  const t = useTranslations("datasets");
  const format = useFormatter();
  const newest = datasets[0]?.id;
  return (
    <div className="rounded-lg border border-line bg-panel">
      <Table
        label={t("table")}
        head={
          <>
            <TableHead>{t("columnDataset")}</TableHead>
            <TableHead numeric>{t("columnJudgments")}</TableHead>
            <TableHead numeric className="hidden sm:table-cell">
              {t("columnPairs")}
            </TableHead>
            <TableHead numeric className="hidden md:table-cell">
              {t("columnSplit")}
            </TableHead>
            <TableHead className="hidden lg:table-cell">{t("columnHash")}</TableHead>
            <TableHead className="hidden sm:table-cell">{t("columnFrozen")}</TableHead>
            <TableHead>
              <span className="sr-only">{t("columnActions")}</span>
            </TableHead>
          </>
        }
      >
        {datasets.map((dataset) => (
          <TableRow key={dataset.id}>
            <TableCell>
              <div className="flex flex-wrap items-center gap-2">
                <Link
                  href={`/projects/${projectId}/datasets/${dataset.id}`}
                  className="font-medium whitespace-nowrap hover:text-accent hover:underline"
                >
                  {t("name", { number: dataset.number })}
                </Link>
                <SyntheticShare
                  judgments={dataset.trainRecords + dataset.evalRecords}
                  synthetic={dataset.syntheticJudgments}
                />
              </div>
            </TableCell>
            <TableCell numeric>{format.number(dataset.trainRecords + dataset.evalRecords)}</TableCell>
            <TableCell numeric className="hidden sm:table-cell">
              {format.number(dataset.trainPairs + dataset.evalPairs)}
            </TableCell>
            <TableCell numeric className="hidden md:table-cell">
              {format.number(dataset.trainRecords)} / {format.number(dataset.evalRecords)}
            </TableCell>
            <TableCell className="hidden lg:table-cell">
              <code className="font-mono text-xs text-muted" title={dataset.contentHash}>
                {dataset.contentHash.slice(0, 12)}
              </code>
            </TableCell>
            <TableCell className="hidden text-muted sm:table-cell">
              <Timestamp at={dataset.createdAt} />
            </TableCell>
            <TableCell numeric className="py-1">
              <Button
                asChild
                size="sm"
                variant={dataset.id === newest && dataset.rewardVersionCount === 0 ? "primary" : "secondary"}
              >
                <Link href={`/projects/${projectId}/runs?start=reward&dataset=${dataset.id}`}>
                  {dataset.rewardVersionCount === 0 ? t("train") : t("retrain")}
                </Link>
              </Button>
            </TableCell>
          </TableRow>
        ))}
      </Table>
    </div>
  );
}
