"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { DeployButton } from "@/app/[locale]/(workspace)/projects/[projectId]/versions/DeployButton";
import { RollbackButton } from "@/app/[locale]/(workspace)/projects/[projectId]/versions/RollbackButton";
import { versionBefore } from "@/app/[locale]/(workspace)/projects/[projectId]/versions/version-before";
import { Button } from "@/app/components/ui/Button";
import { Link } from "@/app/i18n/navigation";
import { useTRPC } from "@/app/trpc/context";
import type { RouterOutputs } from "@/app/trpc/router-outputs";

export interface VersionActionsProps {
  projectId: string;
  version: RouterOutputs["version"]["get"];
}

export function VersionActions({ projectId, version }: VersionActionsProps) {
  const t = useTranslations("versions");
  const trpc = useTRPC();
  const current = useQuery(trpc.version.current.queryOptions({ projectId }));
  const deployed = current.data?.current;
  const target = versionBefore(current.data?.history ?? []);
  return (
    <>
      {version.jobId !== null && (
        <Button asChild>
          <Link href={`/projects/${projectId}/runs/${version.jobId}`}>{t("chainRun")}</Link>
        </Button>
      )}
      {version.kind === "reward" && (
        <Button asChild variant="primary">
          <Link href={`/projects/${projectId}/runs?start=policy&reward=${version.id}`}>{t("trainNext")}</Link>
        </Button>
      )}
      {version.isDeployed && target !== null && (
        <RollbackButton projectId={projectId} currentVersionId={version.id} targetNumber={target} />
      )}
      {version.kind === "policy" && !version.isDeployed && (
        <DeployButton
          projectId={projectId}
          version={version}
          current={
            deployed === undefined || deployed === null
              ? null
              : { id: deployed.versionId, number: deployed.versionNumber }
          }
        />
      )}
    </>
  );
}
