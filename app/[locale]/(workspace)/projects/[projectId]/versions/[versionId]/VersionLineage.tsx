"use client";

import { useTranslations } from "next-intl";
import { VersionMark } from "@/app/[locale]/(workspace)/projects/[projectId]/versions/VersionMark";
import { versionSymbol } from "@/app/[locale]/(workspace)/projects/[projectId]/versions/version-symbol";
import { Panel } from "@/app/components/ui/Panel";
import { SyntheticShare } from "@/app/components/ui/SyntheticShare";
import { Link } from "@/app/i18n/navigation";
import type { RouterOutputs } from "@/app/trpc/router-outputs";

type Version = RouterOutputs["version"]["get"];
type Ancestor = Version["lineage"][number];

export interface VersionLineageProps {
  projectId: string;
  version: Version;
}

/** Everything that the version descends from, back to the judgments that shaped it. */
export function VersionLineage({ projectId, version }: VersionLineageProps) {
  const t = useTranslations("versions");
  return (
    <Panel title={t("trainedOn")}>
      <ol className="relative space-y-4 border-l border-line-strong pl-4">
        {version.lineage.map((ancestor) => (
          <li key={ancestor.id} className="relative">
            <span
              aria-hidden
              className="absolute top-1.5 -left-[1.3rem] size-2 rounded-full border border-line-strong bg-panel"
            />
            <Link href={`/projects/${projectId}/versions/${ancestor.id}`}>
              <VersionMark kind={ancestor.kind} number={ancestor.number} name={ancestor.name} />
            </Link>
            <Origins projectId={projectId} ancestor={ancestor} lineage={version.lineage} />
          </li>
        ))}
      </ol>
    </Panel>
  );
}

interface OriginsProps {
  projectId: string;
  ancestor: Ancestor;
  lineage: readonly Ancestor[];
}

function Origins({ projectId, ancestor, lineage }: OriginsProps) {
  const t = useTranslations("versions");
  const datasets = useTranslations("datasets");
  const name = (id: string) => {
    const known = lineage.find((one) => one.id === id);
    return known === undefined ? "" : versionSymbol(known.kind, known.number);
  };
  const { dataset, parentVersionId, rewardVersionId } = ancestor;
  return (
    <ul className="mt-1 space-y-0.5 text-sm text-muted figures">
      {parentVersionId === null && <li>{t("chainImported")}</li>}
      {parentVersionId !== null && <li>{t("lineageRow.parent", { name: name(parentVersionId) })}</li>}
      {rewardVersionId !== null && <li>{t("lineageRow.reward", { name: name(rewardVersionId) })}</li>}
      {dataset !== null && (
        <>
          <li>
            {t("lineageRow.dataset")}{" "}
            <Link
              href={`/projects/${projectId}/datasets/${dataset.id}`}
              className="text-ink hover:text-accent hover:underline"
            >
              {datasets("name", { number: dataset.number })}
            </Link>
          </li>
          <li className="flex flex-wrap items-center gap-x-2">
            {t("chainJudgments", { count: dataset.judgments })}
            <SyntheticShare judgments={dataset.judgments} synthetic={dataset.syntheticJudgments} />
            {dataset.importedJudgments > 0 && (
              <span>{t("lineageRow.importedJudgments", { count: dataset.importedJudgments })}</span>
            )}
          </li>
          <li>
            {t("lineageRow.rounds", { count: dataset.rounds.length, list: dataset.rounds.join(", ") })},{" "}
            {t("lineageRow.annotators", { count: dataset.annotators })}
          </li>
        </>
      )}
    </ul>
  );
}
