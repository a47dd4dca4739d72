"use client";

import { useFormatter, useNow, useTranslations } from "next-intl";
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
  const accuracy = reward?.report["pairAccuracy"];
  const scores = readScores(policy?.report);
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
      detail: t("unfrozen", { count: loop.counts.unfrozenJudgments }),
    },
    reward: {
      figure: reward === undefined ? "–" : `R${reward.number}`,
      detail:
        typeof accuracy === "number"
          ? t("accuracy", { value: format.number(accuracy, { style: "percent", maximumFractionDigits: 0 }) })
          : t("rewardNone"),
    },
    ppo: {
      figure: policy === undefined ? "–" : `π${policy.number}`,
      detail:
        scores === null
          ? t("ppoNone")
          : t("reward", { before: small(scores.before), after: small(scores.after) }),
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

/** Mean reward of the first and the last PPO iteration, if the version's report has them. */
function readScores(report: Record<string, unknown> | undefined): { before: number; after: number } | null {
  const iterations = report?.["iterations"];
  if (!Array.isArray(iterations) || iterations.length === 0) return null;
  const scoreOf = (iteration: unknown) =>
    typeof iteration === "object" && iteration !== null && "objectiveScores" in iteration
      ? Number(iteration.objectiveScores)
      : Number.NaN;
  const before = scoreOf(iterations[0]);
  const after = scoreOf(iterations.at(-1));
  return Number.isFinite(before) && Number.isFinite(after) ? { before, after } : null;
}
