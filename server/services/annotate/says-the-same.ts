import { isDeepStrictEqual } from "node:util";
import { eq } from "drizzle-orm";
import type { DatabaseOrTransaction } from "@/drizzle/client";
import { judgmentScores, type Judgment } from "@/drizzle/schema/judgments";
import type { JudgmentSubmission } from "@/lib/contracts/judgment";

/** Whether a submission holds the scores, reasons, ranking and comment of a stored judgment; times may differ. */
export async function saysTheSame(
  db: DatabaseOrTransaction,
  stored: Judgment,
  submission: Pick<JudgmentSubmission, "scores" | "ranking" | "comment">,
): Promise<boolean> {
  if ((submission.comment ?? "") !== (stored.comment ?? "")) return false;
  if (!isDeepStrictEqual(sortTies(submission.ranking), sortTies(stored.ranking))) return false;
  const scores = await db.select().from(judgmentScores).where(eq(judgmentScores.judgmentId, stored.id));
  return isDeepStrictEqual(sortedScores(submission.scores), sortedScores(scores));
}

/** The members of a tie have no order. */
function sortTies(ranking: JudgmentSubmission["ranking"]): string[][] {
  return ranking.map((group) => group.toSorted());
}

function sortedScores(
  scores: readonly { responseId: string; dimension: string; value: number; reason?: string | null }[],
): string[] {
  return scores
    .map(({ responseId, dimension, value, reason }) =>
      JSON.stringify([responseId, dimension, value, reason ?? ""]),
    )
    .sort();
}
