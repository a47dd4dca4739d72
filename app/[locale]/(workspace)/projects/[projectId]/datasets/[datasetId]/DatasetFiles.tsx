"use client";

import { Download } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { Button } from "@/app/components/ui/Button";
import { CopyField } from "@/app/components/ui/CopyField";
import { Panel } from "@/app/components/ui/Panel";
import { Stat } from "@/app/components/ui/Stat";
import type { RouterOutputs } from "@/app/trpc/router-outputs";

/** Both halves of the dataset in numbers, to download, and the hash that names them. */
export function DatasetFiles({ dataset }: { dataset: RouterOutputs["dataset"]["get"] }) {
  const t = useTranslations("datasets");
  const format = useFormatter();
  const share = format.number(dataset.evalShare, { style: "percent", maximumFractionDigits: 0 });
  const halves = [
    {
      split: "train",
      title: t("splitTrain"),
      records: dataset.trainRecords,
      prompts: dataset.trainPrompts,
      pairs: dataset.trainPairs,
      label: t("downloadTrain"),
    },
    {
      split: "eval",
      title: t("splitEval"),
      records: dataset.evalRecords,
      prompts: dataset.evalPrompts,
      pairs: dataset.evalPairs,
      label: t("downloadEval"),
    },
  ];
  return (
    <Panel title={t("splitTitle")} description={t("splitSeed", { seed: String(dataset.splitSeed), share })}>
      <div className="grid gap-4 sm:grid-cols-2">
        {halves.map((half) => (
          <div key={half.split} className="rounded-md border border-line bg-raised p-3">
            <dl>
              <Stat
                label={half.title}
                value={t("records", { count: half.records })}
                note={`${t("prompts", { count: half.prompts })} · ${t("pairs", { count: half.pairs })}`}
              />
            </dl>
            <Button asChild size="sm" className="mt-3">
              <a href={`/api/datasets/${dataset.id}/${half.split}`} download>
                <Download aria-hidden className="size-3.5" />
                {half.label}
              </a>
            </Button>
          </div>
        ))}
      </div>
      <div className="mt-4">
        <div className="mb-1 text-sm font-medium">{t("hash")}</div>
        <CopyField value={dataset.contentHash} label={t("hash")} />
        <p className="mt-1 text-xs text-faint">
          {t("hashHint")} {t("filesHint")}
        </p>
      </div>
    </Panel>
  );
}
