"use client";

import { useTranslations } from "next-intl";
import { Panel } from "@/app/components/ui/Panel";
import { SyntheticBadge } from "@/app/components/ui/SyntheticBadge";
import { Timestamp } from "@/app/components/ui/Timestamp";
import { VersionBadge } from "@/app/components/ui/VersionBadge";
import { Link } from "@/app/i18n/navigation";
import type { RouterOutputs } from "@/app/trpc/router-outputs";

export interface DatasetLineageProps {
  projectId: string;
  dataset: RouterOutputs["dataset"]["get"];
}

/** Backwards to the rounds and people, forwards to the models. */
export function DatasetLineage({ projectId, dataset }: DatasetLineageProps) {
  const t = useTranslations("datasets");
  const rounds = useTranslations("rounds");
  return (
    <div className="space-y-4">
      <Panel title={t("fromRounds")}>
        <ul className="space-y-1.5 text-base">
          {dataset.rounds.map((round) => (
            <li key={round.roundId} className="flex justify-between gap-3">
              <Link
                href={`/projects/${projectId}/rounds/${round.roundId}`}
                className="hover:text-accent hover:underline"
              >
                {rounds("name", { number: round.number })}
              </Link>
              <span className="text-sm text-muted figures">{t("records", { count: round.judgments })}</span>
            </li>
          ))}
        </ul>
        <ul className="mt-3 space-y-1.5 border-t border-line pt-3 text-base">
          {dataset.annotators.map((annotator) => (
            <li key={annotator.userId} className="flex justify-between gap-3">
              <span className="flex min-w-0 flex-wrap items-center gap-2">
                {annotator.name}
                {annotator.isSynthetic && <SyntheticBadge />}
                {annotator.importedFrom !== null && (
                  <span className="text-xs text-faint">
                    {rounds("importedFrom", { source: annotator.importedFrom })}
                  </span>
                )}
              </span>
              <span className="shrink-0 text-sm text-muted figures">{annotator.judgments}</span>
            </li>
          ))}
        </ul>
      </Panel>
      <Panel title={t("usedBy")}>
        {dataset.rewardVersions.length === 0 && <p className="text-sm text-muted">{t("usedByNone")}</p>}
        <ul className="space-y-1.5">
          {dataset.rewardVersions.map((version) => (
            <li key={version.id} className="flex items-center justify-between gap-3 text-sm text-muted">
              <Link href={`/projects/${projectId}/versions/${version.id}`} className="min-w-0">
                <VersionBadge kind="reward" number={version.number} name={version.name} />
              </Link>
              <Timestamp at={version.createdAt} />
            </li>
          ))}
        </ul>
      </Panel>
    </div>
  );
}
