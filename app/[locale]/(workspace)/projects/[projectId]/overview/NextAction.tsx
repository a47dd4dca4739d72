"use client";

import { ArrowRight } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "@/app/components/ui/Button";
import { Link } from "@/app/i18n/navigation";
import type { RouterOutputs } from "@/app/trpc/router-outputs";

type Overview = RouterOutputs["project"]["overview"];

/** The one thing to do next, in words and as a button that leads to where it is done. */
export function NextAction({ projectId, overview }: { projectId: string; overview: Overview }) {
  const t = useTranslations("overview");
  const runs = useTranslations("runs");
  const { action, counts } = overview.loop;
  const canFreeze = action.kind === "annotate" && counts.unfrozenPrompts >= counts.promptsNeeded;
  return (
    <div className="flex flex-col gap-3 rounded-b-lg border-t border-line bg-accent-soft/60 px-4 py-3 sm:flex-row sm:items-center sm:justify-between">
      <div className="min-w-0">
        <h2 className="text-base font-semibold">
          <span className="mr-1.5 font-normal text-muted">{t("next")}</span>
          {t(`actions.${action.kind}.title`, {
            round: String(counts.rounds + 1),
            kind: action.kind === "watchRun" ? runs(`kinds.${action.jobKind}`) : "",
          })}
        </h2>
        <p className="mt-0.5 max-w-[72ch] text-sm text-pretty text-muted">
          {t(`actions.${action.kind}.text`, {
            needed: Math.max(0, counts.promptsNeeded - counts.unfrozenPrompts),
            judgments: counts.unfrozenJudgments,
          })}
        </p>
      </div>
      <div className="flex shrink-0 flex-wrap gap-2 sm:flex-row-reverse">
        <Button asChild variant="primary" size="lg">
          <Link href={`/projects/${projectId}${placeOf(action)}`}>
            {t(`actions.${action.kind}.button`)}
            <ArrowRight aria-hidden className="size-4" />
          </Link>
        </Button>
        {canFreeze && (
          <Button asChild size="lg" variant="ghost">
            <Link href={`/projects/${projectId}/datasets`}>{t("alsoFreeze")}</Link>
          </Button>
        )}
      </div>
    </div>
  );
}

/** Where an action is done; `start` opens the dialog there. */
function placeOf(action: Overview["loop"]["action"]): string {
  switch (action.kind) {
    case "importPolicy":
      return "/versions?start=import";
    case "addPrompts":
      return "/prompts";
    case "createRound":
      return "/rounds?start=round";
    case "openRound":
      return `/rounds/${action.roundId}`;
    case "annotate":
      return "/annotate";
    case "watchRun":
      return `/runs/${action.jobId}`;
    case "freezeDataset":
      return "/datasets";
    case "trainRewardModel":
      return `/runs?start=reward&dataset=${action.datasetId}`;
    case "runPpo":
      return `/runs?start=policy&reward=${action.rewardVersionId}`;
    case "deploy":
      return `/versions/${action.versionId}`;
  }
}
