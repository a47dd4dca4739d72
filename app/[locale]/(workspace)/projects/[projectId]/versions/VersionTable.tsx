"use client";

import { useFormatter, useTranslations } from "next-intl";
import {
  readPolicyOutcome,
  readRewardReport,
} from "@/app/[locale]/(workspace)/projects/[projectId]/runs/read-run-result";
import { DeployButton } from "@/app/[locale]/(workspace)/projects/[projectId]/versions/DeployButton";
import { VersionMark } from "@/app/[locale]/(workspace)/projects/[projectId]/versions/VersionMark";
import type { ListedVersion } from "@/app/[locale]/(workspace)/projects/[projectId]/versions/VersionSelect";
import { versionSymbol } from "@/app/[locale]/(workspace)/projects/[projectId]/versions/version-symbol";
import { Badge } from "@/app/components/ui/Badge";
import { SyntheticShare } from "@/app/components/ui/SyntheticShare";
import { Table, TableCell, TableHead, TableRow } from "@/app/components/ui/Table";
import { Timestamp } from "@/app/components/ui/Timestamp";
import { Link } from "@/app/i18n/navigation";

export interface VersionTableProps {
  projectId: string;
  versions: readonly ListedVersion[];
}

export function VersionTable({ projectId, versions }: VersionTableProps) {
  const t = useTranslations("versions");
  const deployed = versions.find((version) => version.isDeployed);
  return (
    <div className="rounded-lg border border-line bg-panel">
      <Table
        label={t("table")}
        head={
          <>
            <TableHead>{t("columnVersion")}</TableHead>
            <TableHead className="hidden sm:table-cell">{t("columnEvidence")}</TableHead>
            <TableHead className="hidden md:table-cell">{t("columnSource")}</TableHead>
            <TableHead className="hidden sm:table-cell">{t("columnCreated")}</TableHead>
            <TableHead>
              <span className="sr-only">{t("columnActions")}</span>
            </TableHead>
          </>
        }
      >
        {versions.map((version) => (
          <TableRow key={version.id}>
            <TableCell>
              <Link
                href={`/projects/${projectId}/versions/${version.id}`}
                className="inline-flex max-w-full flex-wrap items-center gap-2 font-medium hover:text-accent hover:underline"
              >
                <VersionMark kind={version.kind} number={version.number} />
                <span className="truncate">{version.name}</span>
              </Link>
              {version.isDeployed && (
                <Badge tone="success" className="ml-2">
                  {t("deployed")}
                </Badge>
              )}
              <div className="text-xs text-faint">
                {t(`kinds.${version.kind}`)}
                <Origin version={version} />
              </div>
              <div className="mt-1 empty:hidden">
                <SyntheticShare {...version.judgmentsBehind} />
              </div>
              <div className="mt-1 text-sm text-muted sm:hidden">
                <Evidence version={version} />
              </div>
            </TableCell>
            <TableCell className="hidden text-sm text-muted sm:table-cell">
              <Evidence version={version} />
            </TableCell>
            <TableCell className="hidden whitespace-nowrap text-muted md:table-cell">
              <Source source={version.source} />
            </TableCell>
            <TableCell className="hidden text-muted sm:table-cell">
              <Timestamp at={version.createdAt} />
            </TableCell>
            <TableCell numeric className="py-1">
              {version.kind === "policy" && !version.isDeployed && (
                <DeployButton projectId={projectId} version={version} current={deployed} size="sm" />
              )}
            </TableCell>
          </TableRow>
        ))}
      </Table>
    </div>
  );
}

function Origin({ version }: { version: ListedVersion }) {
  const t = useTranslations("versions.lineageRow");
  const parts: string[] = [];
  if (version.parentNumber !== null && version.parentKind !== null) {
    parts.push(t("parent", { name: versionSymbol(version.parentKind, version.parentNumber) }));
  }
  if (version.rewardNumber !== null) {
    parts.push(t("reward", { name: versionSymbol("reward", version.rewardNumber) }));
  }
  return parts.map((part) => ` · ${part}`).join("");
}

function Source({ source }: { source: string }) {
  const t = useTranslations("versions");
  const key = `sources.${source}` as "sources.import";
  return t.has(key) ? t(key) : source;
}

function Evidence({ version }: { version: ListedVersion }) {
  const t = useTranslations("overview.figures");
  const format = useFormatter();
  const small = (value: number) => format.number(value, { maximumFractionDigits: 2 });
  const percent = (value: number) => format.number(value, { style: "percent", maximumFractionDigits: 0 });
  const report = readRewardReport(version.report);
  if (report !== null) {
    return (
      <span className="figures">
        {t("accuracy", { value: percent(report.pairAccuracy) })}{" "}
        <span className="text-faint">
          ({percent(report.pairAccuracyLow)} – {percent(report.pairAccuracyHigh)})
        </span>
      </span>
    );
  }
  const outcome = readPolicyOutcome(version.report);
  if (outcome === null) return "–";
  return (
    <span className="figures">
      {t("reward", {
        before: small(outcome.first.objectiveScores),
        after: small(outcome.last.objectiveScores),
      })}
      <span className="text-faint"> · KL {small(outcome.last.objectiveKl)}</span>
    </span>
  );
}
