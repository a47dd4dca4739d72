"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { RotateCw, TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { RunProgress } from "@/app/[locale]/(workspace)/projects/[projectId]/runs/RunProgress";
import { useJobError } from "@/app/[locale]/(workspace)/projects/[projectId]/runs/use-job-error";
import { Button } from "@/app/components/ui/Button";
import { Notice } from "@/app/components/ui/Notice";
import { Panel } from "@/app/components/ui/Panel";
import { useFailureToast } from "@/app/components/use-failure-toast";
import { Link } from "@/app/i18n/navigation";
import { useTRPC } from "@/app/trpc/context";
import type { RouterOutputs } from "@/app/trpc/router-outputs";

export interface SamplingPanelProps {
  projectId: string;
  round: RouterOutputs["round"]["get"];
}

/** The sampling while it goes on, and what became of it when it failed. Nothing afterwards. */
export function SamplingPanel({ projectId, round }: SamplingPanelProps) {
  const t = useTranslations("rounds");
  const jobError = useJobError();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const retry = useMutation(
    trpc.run.retry.mutationOptions({
      onError: useFailureToast(),
      onSuccess: () => void queryClient.invalidateQueries(trpc.round.pathFilter()),
    }),
  );
  const { job } = round;
  if (job === null || job.status === "done") return null;
  const toRun = (
    <Button asChild size="sm" variant="ghost">
      <Link href={`/projects/${projectId}/runs/${job.id}`}>{t("samplingRun")}</Link>
    </Button>
  );
  if (job.status === "queued" || job.status === "running") {
    return (
      <Panel title={job.status === "queued" ? t("samplingWaits") : t("samplingTitle")} actions={toRun}>
        <RunProgress progress={job.progress} label={t("samplingTitle")} />
      </Panel>
    );
  }
  if (round.status === "closed") return null;
  return (
    <Notice
      role="alert"
      tone="danger"
      icon={<TriangleAlert aria-hidden className="size-4 text-danger" />}
      action={
        <Button
          size="sm"
          icon={<RotateCw aria-hidden className="size-3.5" />}
          loading={retry.isPending}
          onClick={() => retry.mutate({ jobId: job.id })}
        >
          {t("samplingRetry")}
        </Button>
      }
    >
      <b className="font-semibold">{t("samplingFailed")}</b>
      {job.error !== null && <p>{jobError(job.error)}</p>}
      <p className="text-muted">
        {t("samplingFailedKept", { ready: round.items.ready + round.items.judged })}
      </p>
    </Notice>
  );
}
