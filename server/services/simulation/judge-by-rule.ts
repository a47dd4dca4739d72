import { randomUUID } from "node:crypto";
import type { JudgmentSubmission } from "@/lib/contracts/judgment";
import type { Rubric } from "@/lib/contracts/rubric";
import { AppError } from "@/lib/errors";
import type { Rng } from "@/lib/rng";
import type { JudgingRule } from "@/server/services/simulation/judging-rules";

export interface JudgeByRuleOptions {
  claimId: string;
  prompt: string;
  responses: readonly { id: string; text: string }[];
  rubric: Rubric;
  rule: JudgingRule;
  /** Standard deviation of what is added to each utility before ranking and to each score; 0 is exact. */
  noise: number;
  rng: Rng;
}

/** Utilities closer than this are a tie. */
const TIE = 1e-6;

/** A complete judgment by a rule: ranked by utility, scored 1 + 4·utility on every dimension. */
export function judgeByRule({
  claimId,
  prompt,
  responses,
  rubric,
  rule,
  noise,
  rng,
}: JudgeByRuleOptions): JudgmentSubmission {
  const disturb = () => (noise > 0 ? noise * rng.normal() : 0);
  const judged = responses.map(({ id, text }) => {
    const utility = rule.utility({ prompt, response: text });
    if (typeof utility !== "number" || !Number.isFinite(utility)) {
      throw new AppError(
        "INVALID_INPUT",
        `the rule ${rule.name} gave ${String(utility)}, not a number from 0 to 1`,
      );
    }
    return { id, utility: utility + disturb() };
  });
  const ranking: string[][] = [];
  let last = Infinity;
  for (const { id, utility } of [...judged].sort((a, b) => b.utility - a.utility)) {
    if (last - utility < TIE) ranking.at(-1)?.push(id);
    else ranking.push([id]);
    last = utility;
  }
  return {
    claimId,
    idempotencyKey: randomUUID(),
    ranking,
    scores: judged.flatMap(({ id, utility }) =>
      rubric.map(({ key }) => ({
        responseId: id,
        dimension: key,
        value: Math.min(5, Math.max(1, Math.round(1 + 4 * (utility + disturb())))),
      })),
    ),
    activeSeconds: 0,
    shownAt: new Date().toISOString(),
  };
}
