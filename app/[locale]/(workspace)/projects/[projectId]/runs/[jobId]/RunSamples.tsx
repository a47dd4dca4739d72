"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { MessageSquareText } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { SampledAnswer } from "@/app/[locale]/(workspace)/projects/[projectId]/runs/[jobId]/SampledAnswer";
import { QueryView } from "@/app/components/QueryView";
import { MessageList } from "@/app/components/MessageList";
import { EmptyState } from "@/app/components/ui/EmptyState";
import { Skeleton } from "@/app/components/ui/Skeleton";
import { useTRPC } from "@/app/trpc/context";

export interface RunSamplesProps {
  jobId: string;
  /** The iteration that the curves have reached: with it there may be new answers. */
  lastStep: number;
}

/** The same prompts answered after each iteration, beside the reference's answers; a slider goes through time. */
export function RunSamples({ jobId, lastStep }: RunSamplesProps) {
  const t = useTranslations("runs");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const samples = useQuery(trpc.run.samples.queryOptions({ jobId }));
  useEffect(() => {
    void queryClient.invalidateQueries(trpc.run.samples.queryFilter({ jobId }));
  }, [queryClient, trpc, jobId, lastStep]);
  const [chosen, setChosen] = useState<number | null>(null);
  return (
    <QueryView query={samples} skeleton={<Skeleton className="h-72 rounded-lg" />}>
      {(data) => {
        const steps = [...new Set(data.map((sample) => sample.step))];
        const newest = steps.at(-1);
        if (newest === undefined) {
          return (
            <EmptyState
              icon={<MessageSquareText aria-hidden className="size-5" />}
              title={t("answersEmptyTitle")}
              description={t("answersEmptyText")}
            />
          );
        }
        const step = chosen !== null && steps.includes(chosen) ? chosen : newest;
        const after = step === 0 ? t("answersBefore") : t("answersAt", { step });
        return (
          <div className="space-y-4">
            <label className="flex items-center gap-4 text-sm text-muted">
              <span className="w-40 shrink-0 figures">{after}</span>
              <input
                type="range"
                className="w-full max-w-md accent-(--color-accent)"
                aria-label={t("answersStep")}
                aria-valuetext={after}
                min={0}
                max={steps.length - 1}
                step={1}
                value={steps.indexOf(step)}
                onChange={(event) => setChosen(steps[Number(event.target.value)] ?? null)}
              />
            </label>
            {data
              .filter((sample) => sample.step === step)
              .map((sample) => (
                <article
                  key={JSON.stringify(sample.messages)}
                  className="rounded-lg border border-line bg-panel p-4"
                >
                  <MessageList messages={sample.messages} />
                  <div className="mt-3 grid gap-3 md:grid-cols-2">
                    <SampledAnswer title={t("answersReference")} answer={sample.reference} muted />
                    <SampledAnswer
                      title={t("answersPolicy")}
                      answer={sample.policy}
                      before={sample.reference.reward}
                      kl={sample.kl}
                    />
                  </div>
                </article>
              ))}
          </div>
        );
      }}
    </QueryView>
  );
}
