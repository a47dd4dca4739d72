"use client";

import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Snowflake } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { FreezeOptions } from "@/app/[locale]/(workspace)/projects/[projectId]/datasets/FreezeOptions";
import type { FreezeChoice } from "@/app/[locale]/(workspace)/projects/[projectId]/datasets/FreezeOptions";
import { FreezePreview } from "@/app/[locale]/(workspace)/projects/[projectId]/datasets/FreezePreview";
import { QueryView } from "@/app/components/QueryView";
import { Button } from "@/app/components/ui/Button";
import { Panel } from "@/app/components/ui/Panel";
import { Skeleton } from "@/app/components/ui/Skeleton";
import { useToast } from "@/app/components/ui/Toaster";
import { useDebounced } from "@/app/components/use-debounced";
import { useFailureToast } from "@/app/components/use-failure-toast";
import { Link, useRouter } from "@/app/i18n/navigation";
import { useTRPC } from "@/app/trpc/context";

const INITIAL: FreezeChoice = { share: "20", seed: "0", roundIds: [], includeSynthetic: true };

/** What freezing would take in, and the button that does it. */
export function FreezePanel({ projectId }: { projectId: string }) {
  const t = useTranslations("datasets");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const router = useRouter();
  const toast = useToast();
  const [choice, setChoice] = useState(INITIAL);
  const share = Number(choice.share) / 100;
  const seed = Number(choice.seed);
  const shareFits = choice.share.trim() !== "" && share >= 0.05 && share <= 0.5;
  const seedFits = choice.seed.trim() !== "" && Number.isSafeInteger(seed) && seed >= 0;
  const valid = shareFits && seedFits;
  const selection = {
    projectId,
    evalShare: shareFits ? share : 0.2,
    seed: seedFits ? seed : 0,
    includeSynthetic: choice.includeSynthetic,
    ...(choice.roundIds.length > 0 && { roundIds: [...choice.roundIds] }),
  };
  const rested = useDebounced(JSON.stringify(selection), 250);
  const preview = useQuery(
    trpc.dataset.preview.queryOptions(JSON.parse(rested) as typeof selection, {
      placeholderData: keepPreviousData,
    }),
  );
  const loop = useQuery(trpc.project.overview.queryOptions({ projectId }));
  const freeze = useMutation(
    trpc.dataset.freeze.mutationOptions({
      onError: useFailureToast(),
      onSuccess: (dataset) => {
        void queryClient.invalidateQueries(trpc.dataset.pathFilter());
        void queryClient.invalidateQueries(trpc.project.overview.pathFilter());
        toast({ title: t("frozen", { number: dataset.number }), tone: "success" });
        router.push(`/projects/${projectId}/datasets/${dataset.id}`);
      },
    }),
  );
  const unfrozen = loop.data?.loop.counts.unfrozenJudgments;
  const enough = preview.data !== undefined && preview.data.split !== null;
  return (
    <Panel
      title={t("freezeTitle")}
      description={t("freezeText")}
      actions={
        preview.data !== undefined && !enough ? (
          <Button asChild variant="primary">
            <Link href={`/projects/${projectId}/annotate`}>{t("rateMore")}</Link>
          </Button>
        ) : (
          <Button
            variant={unfrozen === 0 ? "secondary" : "primary"}
            icon={<Snowflake aria-hidden className="size-4" />}
            disabled={!enough || !valid}
            loading={freeze.isPending}
            onClick={() => freeze.mutate(selection)}
          >
            {t("freeze")}
          </Button>
        )
      }
    >
      <QueryView query={preview} skeleton={<Skeleton className="h-18" />}>
        {(data) => <FreezePreview preview={data} unfrozen={unfrozen} />}
      </QueryView>
      <FreezeOptions
        projectId={projectId}
        choice={choice}
        onChange={setChoice}
        shareFits={shareFits}
        seedFits={seedFits}
      />
    </Panel>
  );
}
