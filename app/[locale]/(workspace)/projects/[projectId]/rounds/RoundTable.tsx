"use client";

import { useTranslations } from "next-intl";
import { RoundStatusBadge } from "@/app/[locale]/(workspace)/projects/[projectId]/rounds/RoundStatusBadge";
import { RunProgress } from "@/app/[locale]/(workspace)/projects/[projectId]/runs/RunProgress";
import { Badge } from "@/app/components/ui/Badge";
import { Progress } from "@/app/components/ui/Progress";
import { SyntheticShare } from "@/app/components/ui/SyntheticShare";
import { Table, TableCell, TableHead, TableRow } from "@/app/components/ui/Table";
import { Timestamp } from "@/app/components/ui/Timestamp";
import { VersionBadge } from "@/app/components/ui/VersionBadge";
import { Link } from "@/app/i18n/navigation";
import type { RouterOutputs } from "@/app/trpc/router-outputs";

type ListedRound = RouterOutputs["round"]["list"][number];

export function RoundTable({ projectId, rounds }: { projectId: string; rounds: readonly ListedRound[] }) {
  const t = useTranslations("rounds");
  return (
    <div className="rounded-lg border border-line bg-panel">
      <Table
        label={t("table")}
        head={
          <>
            <TableHead>{t("columnRound")}</TableHead>
            <TableHead>{t("columnProgress")}</TableHead>
            <TableHead className="hidden md:table-cell">{t("columnPolicy")}</TableHead>
            <TableHead numeric className="hidden sm:table-cell">
              {t("columnJudgments")}
            </TableHead>
            <TableHead numeric className="hidden lg:table-cell">
              {t("columnOverlap")}
            </TableHead>
            <TableHead className="hidden sm:table-cell">{t("columnCreated")}</TableHead>
          </>
        }
      >
        {rounds.map((round) => (
          <TableRow key={round.id}>
            <TableCell>
              <div className="flex flex-wrap items-center gap-2">
                <Link
                  href={`/projects/${projectId}/rounds/${round.id}`}
                  className="font-medium whitespace-nowrap hover:text-accent hover:underline"
                >
                  {t("name", { number: round.number })}
                </Link>
                <RoundStatusBadge status={round.status} />
              </div>
              {round.name !== "" && <div className="text-sm text-muted">{round.name}</div>}
              <div className="mt-1 empty:hidden">
                <SyntheticShare judgments={round.judgmentCount} synthetic={round.syntheticJudgmentCount} />
              </div>
            </TableCell>
            <TableCell className="min-w-44">
              <Standing round={round} />
            </TableCell>
            <TableCell className="hidden md:table-cell">
              {round.policyNumber === null ? (
                <Badge>{t("imported")}</Badge>
              ) : (
                <VersionBadge
                  kind="policy"
                  number={round.policyNumber}
                  name={round.policyName ?? undefined}
                />
              )}
            </TableCell>
            <TableCell numeric className="hidden sm:table-cell">
              {round.judgmentCount}
            </TableCell>
            <TableCell numeric className="hidden lg:table-cell">
              {round.overlap}
            </TableCell>
            <TableCell className="hidden text-muted sm:table-cell">
              <Timestamp at={round.createdAt} />
            </TableCell>
          </TableRow>
        ))}
      </Table>
    </div>
  );
}

/** How far the sampling is, and afterwards how far the judging. */
function Standing({ round }: { round: ListedRound }) {
  const t = useTranslations("rounds");
  if (round.status === "sampling" && (round.jobStatus === "running" || round.jobStatus === "queued")) {
    return <RunProgress compact progress={round.jobProgress} label={t("samplingTitle")} />;
  }
  const usable = round.itemCount - round.failedItems;
  return (
    <div>
      <div className="mb-1 text-xs text-muted figures">
        {t("ofItems", { done: round.judgedItems, total: usable })}
      </div>
      <Progress
        value={usable === 0 ? 0 : round.judgedItems / usable}
        label={t("judgedProgress")}
        tone="success"
      />
    </div>
  );
}
