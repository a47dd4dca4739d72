"use client";

import { useFormatter, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { VersionMark } from "@/app/[locale]/(workspace)/projects/[projectId]/versions/VersionMark";
import { Panel } from "@/app/components/ui/Panel";
import { Timestamp } from "@/app/components/ui/Timestamp";
import { Link } from "@/app/i18n/navigation";
import type { RouterOutputs } from "@/app/trpc/router-outputs";

export interface VersionFactsProps {
  projectId: string;
  version: RouterOutputs["version"]["get"];
}

/** Where it was used, what came of it, and what it is on the disk. */
export function VersionFacts({ projectId, version }: VersionFactsProps) {
  const t = useTranslations("versions");
  const rounds = useTranslations("rounds");
  const format = useFormatter();
  const parameters = version.report["parameters"];
  return (
    <>
      {version.kind === "policy" && (
        <Panel title={t("usedIn")}>
          {version.rounds.length === 0 && <p className="text-sm text-muted">{t("usedInNone")}</p>}
          <ul className="space-y-1 text-sm">
            {version.rounds.map((round) => (
              <li key={round.id}>
                <Link
                  href={`/projects/${projectId}/rounds/${round.id}`}
                  className="hover:text-accent hover:underline"
                >
                  {rounds("name", { number: round.number })}
                </Link>{" "}
                <span className="text-faint">{rounds(`statuses.${round.status}`)}</span>
              </li>
            ))}
          </ul>
          {version.deployments.length > 0 && (
            <ul className="mt-3 space-y-1 border-t border-line pt-3 text-sm text-muted">
              {version.deployments.map((deployment) => (
                <li key={deployment.id} className="flex justify-between gap-3">
                  <span>{t(`reasons.${deployment.reason}`)}</span>
                  <Timestamp at={deployment.deployedAt} />
                </li>
              ))}
            </ul>
          )}
        </Panel>
      )}
      {version.children.length > 0 && (
        <Panel title={t("children")}>
          <ul className="flex flex-wrap gap-2">
            {version.children.map((child) => (
              <li key={child.id}>
                <Link href={`/projects/${projectId}/versions/${child.id}`}>
                  <VersionMark kind={child.kind} number={child.number} name={child.name} />
                </Link>
              </li>
            ))}
          </ul>
        </Panel>
      )}
      <Panel title={t("files")}>
        <dl className="space-y-2 text-sm">
          {typeof parameters === "number" && (
            <Fact label={t("parameters")}>
              {format.number(parameters, { notation: "compact", maximumFractionDigits: 1 })}
            </Fact>
          )}
          <Fact label={t("directory")}>
            <code className="font-mono text-xs wrap-anywhere">{version.directory}</code>
          </Fact>
          <Fact label={t("contentHash")}>
            <code className="font-mono text-xs" title={version.contentHash}>
              {version.contentHash.slice(0, 16)}
            </code>
          </Fact>
          <Fact label={t("tokenizerHash")}>
            <code className="font-mono text-xs" title={version.tokenizerHash}>
              {version.tokenizerHash.slice(0, 16)}
            </code>
          </Fact>
        </dl>
      </Panel>
    </>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt className="text-xs text-faint">{label}</dt>
      <dd className="mt-0.5 figures">{children}</dd>
    </div>
  );
}
