"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { RollbackButton } from "@/app/[locale]/(workspace)/projects/[projectId]/versions/RollbackButton";
import { versionBefore } from "@/app/[locale]/(workspace)/projects/[projectId]/versions/version-before";
import { Panel } from "@/app/components/ui/Panel";
import { Table, TableCell, TableHead, TableRow } from "@/app/components/ui/Table";
import { Timestamp } from "@/app/components/ui/Timestamp";
import { VersionBadge } from "@/app/components/ui/VersionBadge";
import { Link } from "@/app/i18n/navigation";
import { useTRPC } from "@/app/trpc/context";

/** Which policy answered when, and the way back. */
export function DeploymentHistory({ projectId }: { projectId: string }) {
  const t = useTranslations("versions");
  const trpc = useTRPC();
  const current = useQuery(trpc.version.current.queryOptions({ projectId }));
  const history = current.data?.history ?? [];
  const target = versionBefore(history);
  return (
    <Panel
      flush={history.length > 0}
      title={t("history")}
      actions={
        current.data?.current &&
        target !== null && (
          <RollbackButton
            projectId={projectId}
            currentVersionId={current.data.current.versionId}
            targetNumber={target}
          />
        )
      }
    >
      {history.length === 0 ? (
        <p className="text-base text-muted">{t("historyEmpty")}</p>
      ) : (
        <Table
          label={t("historyTable")}
          head={
            <>
              <TableHead>{t("columnVersion")}</TableHead>
              <TableHead>{t("columnReason")}</TableHead>
              <TableHead className="hidden sm:table-cell">{t("columnWho")}</TableHead>
              <TableHead>{t("columnWhen")}</TableHead>
            </>
          }
        >
          {history.map((deployment) => (
            <TableRow key={deployment.id}>
              <TableCell>
                <Link href={`/projects/${projectId}/versions/${deployment.versionId}`}>
                  <VersionBadge kind="policy" number={deployment.versionNumber} />
                </Link>
                <span className="ml-2 hidden sm:inline">{deployment.versionName}</span>
              </TableCell>
              <TableCell className="whitespace-nowrap">
                {t(`reasons.${deployment.reason}`)}
                {deployment.previousNumber !== null && (
                  <span className="hidden text-faint sm:inline">
                    {" "}
                    · {t("replaced")} π{deployment.previousNumber}
                  </span>
                )}
              </TableCell>
              <TableCell className="hidden text-muted sm:table-cell">
                {deployment.actorName ?? t("system")}
              </TableCell>
              <TableCell className="text-muted">
                <Timestamp at={deployment.deployedAt} />
              </TableCell>
            </TableRow>
          ))}
        </Table>
      )}
    </Panel>
  );
}
