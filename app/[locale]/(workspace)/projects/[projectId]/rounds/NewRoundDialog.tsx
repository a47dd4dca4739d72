"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { RoundForm } from "@/app/[locale]/(workspace)/projects/[projectId]/rounds/RoundForm";
import type { RoundFormState } from "@/app/[locale]/(workspace)/projects/[projectId]/rounds/RoundForm";
import {
  MAX_PROMPTS_SETTING,
  ROUND_SETTINGS,
  SAMPLING_SETTINGS,
} from "@/app/[locale]/(workspace)/projects/[projectId]/rounds/sampling-settings";
import { checkHyperparameters } from "@/app/[locale]/(workspace)/projects/[projectId]/runs/hyperparameters";
import { Button } from "@/app/components/ui/Button";
import { Dialog } from "@/app/components/ui/Dialog";
import { useToast } from "@/app/components/ui/Toaster";
import { useFailureToast } from "@/app/components/use-failure-toast";
import { useRouter } from "@/app/i18n/navigation";
import { useTRPC } from "@/app/trpc/context";

const INITIAL: RoundFormState = { name: "", scope: "all", versionId: undefined, opens: true, texts: {} };

export interface NewRoundDialogProps {
  projectId: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function NewRoundDialog({ projectId, open, onOpenChange }: NewRoundDialogProps) {
  const t = useTranslations("rounds");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const router = useRouter();
  const toast = useToast();
  const [state, setState] = useState(INITIAL);
  const prompts = useQuery(
    trpc.prompt.list.queryOptions({ projectId, limit: 1, askPolicy: true }, { enabled: open }),
  );
  const policies = useQuery(trpc.version.list.queryOptions({ projectId, kind: "policy" }, { enabled: open }));
  const create = useMutation(
    trpc.round.create.mutationOptions({
      onError: useFailureToast(),
      onSuccess: ({ roundId }) => {
        void queryClient.invalidateQueries(trpc.round.pathFilter());
        void queryClient.invalidateQueries(trpc.project.overview.pathFilter());
        toast({ title: t("startedPlain"), tone: "success" });
        onOpenChange(false);
        router.push(`/projects/${projectId}/rounds/${roundId}`);
      },
    }),
  );
  const asked = checkHyperparameters([...ROUND_SETTINGS, MAX_PROMPTS_SETTING], state.texts);
  const sampling = checkHyperparameters(SAMPLING_SETTINGS, state.texts);
  const k = Number(asked.overrides["k"] ?? 4);
  const overlap = Number(asked.overrides["overlap"] ?? 1);
  const limit = Number(asked.overrides["maxPrompts"] ?? MAX_PROMPTS_SETTING.defaultText);
  const available = prompts.data?.total ?? 0;
  const count = state.scope === "all" ? available : Math.min(limit, available);
  const valid = Object.keys(asked.problems).length === 0 && Object.keys(sampling.problems).length === 0;
  const version = policies.data?.find((policy) => policy.id === state.versionId);
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={t("newTitle")}
      description={
        version === undefined ? t("newTextNoPolicy") : t("newText", { policy: `π${version.number}` })
      }
      footer={
        <div className="flex w-full flex-wrap items-center justify-between gap-3">
          <span className="text-sm text-muted figures">
            {valid && t("newCost", { answers: count * k, judgments: count * overlap })}
          </span>
          <Button
            variant="primary"
            disabled={!valid || policies.data?.length === 0}
            loading={create.isPending}
            onClick={() =>
              create.mutate({
                projectId,
                name: state.name,
                k,
                overlap,
                sampling: sampling.overrides,
                opensWhenSampled: state.opens,
                ...(state.scope === "some" && { maxPrompts: limit }),
                ...(state.versionId !== undefined && { modelVersionId: state.versionId }),
              })
            }
          >
            {t("newSubmit")}
          </Button>
        </div>
      }
    >
      <RoundForm
        state={state}
        onChange={setState}
        promptCount={available}
        policies={policies.data ?? []}
        policiesKnown={policies.isSuccess}
      />
    </Dialog>
  );
}
