import { createHash } from "node:crypto";
import type { JudgmentSubmission } from "@/lib/contracts/judgment";

/**
 * What an annotator's page knows a response by. The ids of the database tell when a row was made, so that sorted they
 * would give the responses' order, and part sampled ones from imported ones. `scope`: the claim or judgment.
 */
export function blindId(scope: string, responseId: string): string {
  const hex = createHash("sha256").update(`${scope} ${responseId}`).digest("hex");
  // version 8 of RFC 9562: made as its maker likes
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

type Answers = Pick<JudgmentSubmission, "scores" | "ranking">;

/** Answers under the database's ids for those under a page's. An id that is none of the claim's stays as it is. */
export function revealIds<T extends Answers>(
  answers: T,
  { id: claimId, displayOrder }: { id: string; displayOrder: readonly string[] },
): T {
  const known = new Map(displayOrder.map((responseId) => [blindId(claimId, responseId), responseId]));
  const reveal = (id: string) => known.get(id) ?? id;
  return {
    ...answers,
    ranking: answers.ranking.map((group) => group.map(reveal)),
    scores: answers.scores.map((score) => ({ ...score, responseId: reveal(score.responseId) })),
  };
}
