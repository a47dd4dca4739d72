"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { HyperparameterFields } from "@/app/[locale]/(workspace)/projects/[projectId]/runs/HyperparameterFields";
import { LaunchFooter } from "@/app/[locale]/(workspace)/projects/[projectId]/runs/LaunchFooter";
import {
  POLICY_HYPERPARAMETERS,
  checkHyperparameters,
  textsOf,
} from "@/app/[locale]/(workspace)/projects/[projectId]/runs/hyperparameters";
import { useLaunched } from "@/app/[locale]/(workspace)/projects/[projectId]/runs/use-launched";
import { VersionSelect } from "@/app/[locale]/(workspace)/projects/[projectId]/versions/VersionSelect";
import { Dialog } from "@/app/components/ui/Dialog";
import { Notice } from "@/app/components/ui/Notice";
import { useDebounced } from "@/app/components/use-debounced";
import { useTRPC } from "@/app/trpc/context";
import { trainPolicyConfigSchema } from "@/lib/contracts/train-policy";

const sizeSchema = trainPolicyConfigSchema.pick({
  iterations: true,
  batchSize: true,
  maxNewTokens: true,
  ppoEpochs: true,
});

export interface LaunchPolicyDialogProps {
  projectId: string;
  /** What it opens with: of the page that led here, or of a run to start again. */
  initial: {
    rewardVersionId?: string | undefined;
    policyVersionId?: string | undefined;
    config?: Readonly<Record<string, unknown>> | undefined;
  };
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function LaunchPolicyDialog(props: LaunchPolicyDialogProps) {
  const { projectId, initial, open, onOpenChange } = props;
  const t = useTranslations("runs.launch");
  const trpc = useTRPC();
  const [rewardId, setRewardId] = useState(initial.rewardVersionId);
  const [policyId, setPolicyId] = useState(initial.policyVersionId);
  const [texts, setTexts] = useState(() => textsOf(POLICY_HYPERPARAMETERS, initial.config));
  const versions = useQuery(trpc.version.list.queryOptions({ projectId }, { enabled: open }));
  const launch = useMutation(
    trpc.run.launchPolicy.mutationOptions(useLaunched(projectId, () => onOpenChange(false))),
  );
  const rewards = versions.data?.filter((version) => version.kind === "reward") ?? [];
  const policies = versions.data?.filter((version) => version.kind === "policy") ?? [];
  const reward = rewards.find((version) => version.id === rewardId) ?? rewards[0];
  const { overrides, problems } = checkHyperparameters(POLICY_HYPERPARAMETERS, texts);
  const valid = Object.keys(problems).length === 0;
  const { iterations, batchSize, maxNewTokens, ppoEpochs } = overrides;
  const size = sizeSchema.parse({ iterations, batchSize, maxNewTokens, ppoEpochs });
  const rested = useDebounced(JSON.stringify(size), 300);
  const estimate = useQuery(
    trpc.run.estimate.queryOptions(
      { kind: "train-policy", projectId, config: sizeSchema.parse(JSON.parse(rested)) },
      { enabled: open },
    ),
  );
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      width="lg"
      title={t("policyTitle")}
      description={t("policyText")}
      footer={
        <LaunchFooter
          estimate={estimate.data}
          note={t("estimate", { episodes: size.iterations * size.batchSize, tokens: size.maxNewTokens })}
          disabled={!valid || reward === undefined || policies.length === 0}
          loading={launch.isPending}
          onStart={() => {
            if (reward === undefined) return;
            launch.mutate({
              projectId,
              rewardVersionId: reward.id,
              config: overrides,
              ...(policyId !== undefined && { policyVersionId: policyId }),
            });
          }}
        />
      }
    >
      <div className="space-y-5 pb-2">
        {versions.isSuccess && rewards.length === 0 && <Notice tone="warning">{t("noReward")}</Notice>}
        {versions.isSuccess && policies.length === 0 && <Notice tone="warning">{t("noPolicy")}</Notice>}
        <div className="grid gap-x-6 gap-y-4 sm:grid-cols-2">
          <VersionSelect label={t("reward")} versions={rewards} value={reward?.id} onChange={setRewardId} />
          <VersionSelect
            label={t("policy")}
            hint={t("policyHint")}
            versions={policies}
            value={policyId}
            onChange={setPolicyId}
          />
        </div>
        <HyperparameterFields fields={POLICY_HYPERPARAMETERS} texts={texts} onChange={setTexts} />
      </div>
    </Dialog>
  );
}
