"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { RoundStatusBadge } from "@/app/[locale]/(workspace)/projects/[projectId]/rounds/RoundStatusBadge";
import { Button } from "@/app/components/ui/Button";
import { Panel } from "@/app/components/ui/Panel";
import { Progress } from "@/app/components/ui/Progress";
import { Timestamp } from "@/app/components/ui/Timestamp";
import { VersionBadge } from "@/app/components/ui/VersionBadge";
import { Link } from "@/app/i18n/navigation";
import type { RouterOutputs } from "@/app/trpc/router-outputs";

export interface OverviewPanelsProps {
  projectId: string;
  overview: RouterOutputs["project"]["overview"];
}

/** What answers now, what is being judged, and by how many. */
export function OverviewPanels({ projectId, overview }: OverviewPanelsProps) {
  const t = useTranslations("overview");
  const { deployed, latestRound, lastDay } = overview;
  const base = `/projects/${projectId}`;
  return (
    <div className="space-y-4">
      <Panel title={t("deployed")} actions={<More href={`${base}/versions`}>{t("allVersions")}</More>}>
        {deployed === null ? (
          <p className="text-sm text-muted">{t("deployedNone")}</p>
        ) : (
          <Link
            href={`${base}/versions/${deployed.versionId}`}
            className="flex items-center justify-between gap-3 text-sm text-muted hover:text-ink"
          >
            <VersionBadge kind="policy" number={deployed.number} name={deployed.name} className="min-w-0" />
            <span className="shrink-0">
              <Timestamp at={deployed.deployedAt} />
            </span>
          </Link>
        )}
      </Panel>
      {latestRound !== null && (
        <Panel title={t("latestRound")} actions={<More href={`${base}/rounds`}>{t("allRounds")}</More>}>
          <Link href={`${base}/rounds/${latestRound.id}`} className="block">
            <span className="mb-2 flex items-center justify-between gap-3 text-sm">
              <span className="figures">
                {t("roundItems", { judged: latestRound.judgedItems, items: latestRound.items })}
              </span>
              <RoundStatusBadge status={latestRound.status} />
            </span>
            <Progress
              value={latestRound.items === 0 ? 0 : latestRound.judgedItems / latestRound.items}
              label={t("latestRound")}
              tone="success"
            />
          </Link>
        </Panel>
      )}
      <Panel title={t("today")}>
        <p className="text-sm text-muted">
          {t("todayText", { judgments: lastDay.judgments, annotators: lastDay.annotators })}
        </p>
      </Panel>
    </div>
  );
}

function More({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Button asChild size="sm" variant="ghost">
      <Link href={href}>{children}</Link>
    </Button>
  );
}
