"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { RotateCw, Square } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { RunView } from "@/app/[locale]/(workspace)/projects/[projectId]/runs/[jobId]/run-view";
import { versionSymbol } from "@/app/[locale]/(workspace)/projects/[projectId]/versions/version-symbol";
import { Button } from "@/app/components/ui/Button";
import { ConfirmDialog } from "@/app/components/ui/ConfirmDialog";
import { useToast } from "@/app/components/ui/Toaster";
import { useFailureToast } from "@/app/components/use-failure-toast";
import { Link } from "@/app/i18n/navigation";
import { useTRPC } from "@/app/trpc/context";

export interface RunActionsProps {
  projectId: string;
  run: RunView;
  /** The run goes on: its stream has to be listened to again. */
  onRetried: () => void;
}

export function RunActions({ projectId, run, onRetried }: RunActionsProps) {
  const t = useTranslations("runs");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const toast = useToast();
  const onError = useFailureToast();
  const [asking, setAsking] = useState(false);
  const refresh = () => void queryClient.invalidateQueries(trpc.run.pathFilter());
  const cancel = useMutation(
    trpc.run.cancel.mutationOptions({
      onError,
      onSuccess: () => {
        toast({ title: t("cancelAsked") });
        refresh();
      },
      onSettled: () => setAsking(false),
    }),
  );
  const retry = useMutation(
    trpc.run.retry.mutationOptions({
      onError,
      onSuccess: () => {
        toast({ title: t("retryDone"), tone: "success" });
        refresh();
        onRetried();
      },
    }),
  );
  const relaunch =
    run.kind === "train-reward-model" ? "reward" : run.kind === "train-policy" ? "policy" : null;
  const active = run.status === "queued" || run.status === "running";
  return (
    <>
      {active && (
        <Button
          variant="danger"
          icon={<Square aria-hidden className="size-3.5" />}
          disabled={run.cancelRequestedAt !== null}
          onClick={() => setAsking(true)}
        >
          {t("cancel")}
        </Button>
      )}
      {(run.status === "failed" || run.status === "cancelled") && relaunch !== null && (
        <Button asChild>
          <Link href={`/projects/${projectId}/runs?start=${relaunch}&from=${run.id}`}>{t("relaunch")}</Link>
        </Button>
      )}
      {(run.status === "failed" || run.status === "cancelled") && (
        <Button
          variant="primary"
          icon={<RotateCw aria-hidden className="size-4" />}
          loading={retry.isPending}
          onClick={() => retry.mutate({ jobId: run.id })}
        >
          {t("retry")}
        </Button>
      )}
      {run.inputs.round !== null && (
        <Button asChild variant={run.status === "done" ? "primary" : "secondary"}>
          <Link href={`/projects/${projectId}/rounds/${run.inputs.round.id}`}>{t("openRound")}</Link>
        </Button>
      )}
      {run.version !== null && (
        <Button asChild variant="primary">
          <Link href={`/projects/${projectId}/versions/${run.version.id}`}>
            {t("openVersion", { name: versionSymbol(run.version.kind, run.version.number) })}
          </Link>
        </Button>
      )}
      <ConfirmDialog
        danger
        open={asking}
        onOpenChange={setAsking}
        title={t("cancelTitle")}
        description={t("cancelText")}
        confirmLabel={t("cancelConfirm")}
        loading={cancel.isPending}
        onConfirm={() => cancel.mutate({ jobId: run.id })}
      />
    </>
  );
}
