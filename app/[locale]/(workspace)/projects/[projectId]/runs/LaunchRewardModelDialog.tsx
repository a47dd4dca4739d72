"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { useFormatter, useTranslations } from "next-intl";
import { useState } from "react";
import { HyperparameterFields } from "@/app/[locale]/(workspace)/projects/[projectId]/runs/HyperparameterFields";
import { LaunchFooter } from "@/app/[locale]/(workspace)/projects/[projectId]/runs/LaunchFooter";
import {
  REWARD_HYPERPARAMETERS,
  checkHyperparameters,
  textsOf,
} from "@/app/[locale]/(workspace)/projects/[projectId]/runs/hyperparameters";
import { useLaunched } from "@/app/[locale]/(workspace)/projects/[projectId]/runs/use-launched";
import { VersionSelect } from "@/app/[locale]/(workspace)/projects/[projectId]/versions/VersionSelect";
import { Dialog } from "@/app/components/ui/Dialog";
import { Field } from "@/app/components/ui/Field";
import { Notice } from "@/app/components/ui/Notice";
import { Select } from "@/app/components/ui/Select";
import { useDebounced } from "@/app/components/use-debounced";
import { useTRPC } from "@/app/trpc/context";

export interface LaunchRewardModelDialogProps {
  projectId: string;
  /** What it opens with: of the page that led here, or of a run to start again. */
  initial: {
    datasetId?: string | undefined;
    baseVersionId?: string | undefined;
    config?: Readonly<Record<string, unknown>> | undefined;
  };
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function LaunchRewardModelDialog(props: LaunchRewardModelDialogProps) {
  const { projectId, initial, open, onOpenChange } = props;
  const t = useTranslations("runs.launch");
  const datasetName = useTranslations("datasets");
  const format = useFormatter();
  const trpc = useTRPC();
  const [datasetId, setDatasetId] = useState(initial.datasetId);
  const [baseId, setBaseId] = useState(initial.baseVersionId);
  const [texts, setTexts] = useState(() => textsOf(REWARD_HYPERPARAMETERS, initial.config));
  const datasets = useQuery(trpc.dataset.list.queryOptions({ projectId }, { enabled: open }));
  const versions = useQuery(trpc.version.list.queryOptions({ projectId }, { enabled: open }));
  const launch = useMutation(
    trpc.run.launchRewardModel.mutationOptions(useLaunched(projectId, () => onOpenChange(false))),
  );
  const dataset = datasets.data?.find((one) => one.id === datasetId) ?? datasets.data?.[0];
  const trunks = versions.data?.filter((version) => version.kind !== "reward") ?? [];
  const { overrides, problems } = checkHyperparameters(REWARD_HYPERPARAMETERS, texts);
  const valid = Object.keys(problems).length === 0;
  const epochs = useDebounced(Number(overrides["epochs"] ?? 3), 300);
  const estimate = useQuery(
    trpc.run.estimate.queryOptions(
      { kind: "train-reward-model", projectId, datasetId: dataset?.id ?? "", config: { epochs } },
      { enabled: open && dataset !== undefined },
    ),
  );
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      width="lg"
      title={t("rewardTitle")}
      description={t("rewardText")}
      footer={
        <LaunchFooter
          estimate={estimate.data}
          disabled={!valid || dataset === undefined || trunks.length === 0}
          loading={launch.isPending}
          onStart={() => {
            if (dataset === undefined) return;
            launch.mutate({
              projectId,
              datasetId: dataset.id,
              config: overrides,
              ...(baseId !== undefined && { baseVersionId: baseId }),
            });
          }}
        />
      }
    >
      <div className="space-y-5 pb-2">
        {datasets.data?.length === 0 && <Notice tone="warning">{t("noDataset")}</Notice>}
        {versions.isSuccess && trunks.length === 0 && <Notice tone="warning">{t("noPolicy")}</Notice>}
        <div className="grid gap-x-6 gap-y-4 sm:grid-cols-2">
          <Field label={t("dataset")}>
            {(control) => (
              <Select
                {...control}
                value={dataset?.id}
                disabled={dataset === undefined}
                onValueChange={setDatasetId}
                options={(datasets.data ?? []).map((one) => ({
                  value: one.id,
                  label: datasetName("name", { number: one.number }),
                  note: t("datasetOption", {
                    judgments: one.trainRecords + one.evalRecords,
                    pairs: one.trainPairs + one.evalPairs,
                  }),
                }))}
              />
            )}
          </Field>
          <VersionSelect
            label={t("base")}
            hint={t("baseHint")}
            versions={trunks}
            value={baseId}
            onChange={setBaseId}
          />
        </div>
        {dataset !== undefined && dataset.syntheticJudgments > 0 && (
          <Notice tone="warning">
            {datasetName("syntheticShare", {
              share: format.number(
                dataset.syntheticJudgments / (dataset.trainRecords + dataset.evalRecords),
                { style: "percent", maximumFractionDigits: 0 },
              ),
            })}
          </Notice>
        )}
        <HyperparameterFields fields={REWARD_HYPERPARAMETERS} texts={texts} onChange={setTexts} />
      </div>
    </Dialog>
  );
}
