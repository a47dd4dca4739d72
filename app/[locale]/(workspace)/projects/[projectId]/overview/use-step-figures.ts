"use client";

import { useFormatter, useNow, useTranslations } from "next-intl";
import {
  readPolicyOutcome,
  readRewardReport,
} from "@/app/[locale]/(workspace)/projects/[projectId]/runs/read-run-result";
import type { RouterOutputs } from "@/app/trpc/router-outputs";

type Step = "collect" | "freeze" | "reward" | "ppo" | "deploy";

export interface StepFigures {
  /** Large: a count, a version. */
  figure: string;
  detail: string;
}

/** What each step of the loop has to show for itself. */
export function useStepFigures(
  { loop, latestRound, deployed }: RouterOutputs["project"]["overview"],
  versions: RouterOutputs["version"]["list"],
): Record<Step, StepFigures> {
  const t = useTranslations("overview.figures");
  const format = useFormatter();
  const now = useNow({ updateInterval: 60_000 });
  const newest = (kind: "policy" | "reward") =>
    versions.filter((version) => version.kind === kind).sort((a, b) => b.number - a.number)[0];
  const reward = newest("reward");
  const policy = newest("policy");
  const report = readRewardReport(reward?.report);
  const outcome = readPolicyOutcome(policy?.report);
  const small = (value: number) => format.number(value, { maximumFractionDigits: 2 });
  return {
    collect: {
      figure: t("judgments", { count: loop.counts.judgments }),
      detail:
        latestRound === null
          ? t("roundNone")
          : t("round", {
              number: latestRound.number,
              judged: latestRound.judgedItems,
              items: latestRound.items,
            }),
    },
    freeze: {
      figure: t("datasets", { count: loop.counts.datasets }),
      detail:
        loop.counts.judgments === 0
          ? t("freezeNone")
          : t("unfrozen", { count: loop.counts.unfrozenJudgments }),
    },
    reward: {
      figure: reward === undefined ? "–" : `R${reward.number}`,
      detail:
        report === null
          ? t("rewardNone")
          : t("accuracy", {
              value: format.number(report.pairAccuracy, { style: "percent", maximumFractionDigits: 0 }),
            }),
    },
    ppo: {
      figure: policy === undefined ? "–" : `π${policy.number}`,
      detail:
        outcome === null
          ? t("ppoNone")
          : t("reward", {
              before: small(outcome.first.objectiveScores),
              after: small(outcome.last.objectiveScores),
            }),
    },
    deploy: {
      figure: deployed === null ? "–" : `π${deployed.number}`,
      detail:
        deployed === null
          ? t("deployNone")
          : t("since", {
              when: format.relativeTime(
                deployed.deployedAt,
                now < deployed.deployedAt ? deployed.deployedAt : now,
              ),
            }),
    },
  };
}
