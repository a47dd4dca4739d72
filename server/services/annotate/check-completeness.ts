import type { JudgmentSubmission } from "@/lib/contracts/judgment";
import type { Rubric } from "@/lib/contracts/rubric";
import { AppError } from "@/lib/errors";

export interface CheckCompletenessOptions {
  submission: Pick<JudgmentSubmission, "scores" | "ranking">;
  rubric: Rubric;
  /** The responses that were shown. */
  responseIds: readonly string[];
}

/**
 * Every response scored once on every dimension and ranked exactly once, and nothing else: INVALID_INPUT names the
 * first problems, by the letters that the page shows.
 */
export function checkCompleteness({ submission, rubric, responseIds }: CheckCompletenessOptions): void {
  const labelOf = (id: string) => String.fromCodePoint(65 + responseIds.indexOf(id));
  const shown = new Set(responseIds);
  const dimensions = new Set(rubric.map((dimension) => dimension.key));
  const problems: string[] = [];

  const scored = new Set<string>();
  for (const { responseId, dimension } of submission.scores) {
    const key = `${responseId} ${dimension}`;
    if (!shown.has(responseId)) problems.push(`a score is for a response that is not of this item`);
    else if (!dimensions.has(dimension)) problems.push(`the rubric has no dimension "${dimension}"`);
    else if (scored.has(key)) problems.push(`response ${labelOf(responseId)} has two scores on ${dimension}`);
    scored.add(key);
  }
  for (const id of responseIds) {
    for (const dimension of dimensions) {
      if (!scored.has(`${id} ${dimension}`))
        problems.push(`response ${labelOf(id)} lacks a score on ${dimension}`);
    }
  }

  const ranked = new Set<string>();
  for (const id of submission.ranking.flat()) {
    if (!shown.has(id)) problems.push("the ranking names a response that is not of this item");
    else if (ranked.has(id)) problems.push(`response ${labelOf(id)} is ranked twice`);
    ranked.add(id);
  }
  for (const id of responseIds) {
    if (!ranked.has(id)) problems.push(`response ${labelOf(id)} is not ranked`);
  }

  if (problems.length === 0) return;
  throw new AppError("INVALID_INPUT", `this judgment is not complete: ${problems.slice(0, 5).join("; ")}`, {
    details: { reason: "incompleteJudgment", problems: problems.length },
  });
}
