"use client";

import { useTranslations } from "next-intl";
import { LoopStepCard } from "@/app/[locale]/(workspace)/projects/[projectId]/overview/LoopStepCard";
import { NextAction } from "@/app/[locale]/(workspace)/projects/[projectId]/overview/NextAction";
import { useStepFigures } from "@/app/[locale]/(workspace)/projects/[projectId]/overview/use-step-figures";
import type { RouterOutputs } from "@/app/trpc/router-outputs";

export interface LoopHeaderProps {
  projectId: string;
  overview: RouterOutputs["project"]["overview"];
  versions: RouterOutputs["version"]["list"];
}

const STEPS = ["collect", "freeze", "reward", "ppo", "deploy"] as const;
const PATHS = { collect: "rounds", freeze: "datasets", reward: "runs", ppo: "runs", deploy: "versions" };

/** The loop as a line of steps that returns to its beginning, where the project stands in it, and what to do now. */
export function LoopHeader({ projectId, overview, versions }: LoopHeaderProps) {
  const t = useTranslations("overview");
  const figures = useStepFigures(overview, versions);
  const current = STEPS.indexOf(overview.loop.step);
  return (
    <section aria-label={t("loopLabel")} className="rounded-lg border border-line bg-panel">
      <ol className="grid px-3 pt-3 sm:grid-cols-5 sm:px-4 sm:pt-4">
        {STEPS.map((step, i) => (
          <LoopStepCard
            key={step}
            href={`/projects/${projectId}/${PATHS[step]}`}
            title={t(`steps.${step}`)}
            note={t(`stepNotes.${step}`)}
            figure={figures[step].figure}
            detail={figures[step].detail}
            state={i < current ? "done" : i === current ? "current" : "ahead"}
            last={i === STEPS.length - 1}
          />
        ))}
      </ol>
      <div aria-hidden className="relative mx-4 mb-4 hidden h-5 sm:block">
        <div className="absolute top-1 right-[10%] bottom-1.5 left-[10%] rounded-b-lg border-x border-b border-line-strong" />
        <div className="absolute top-0 left-[10%] size-0 -translate-x-[4.5px] border-x-5 border-b-6 border-x-transparent border-b-line-strong" />
        <span className="absolute bottom-0 left-1/2 -translate-x-1/2 bg-panel px-2 text-xs leading-none text-faint">
          {t("nextRound")}
        </span>
      </div>
      <NextAction projectId={projectId} overview={overview} />
    </section>
  );
}
