import type { JudgmentDraft } from "@/lib/contracts/judgment";
import type { Message } from "@/lib/contracts/message";
import type { Rubric } from "@/lib/contracts/rubric";

export interface DeskResponse {
  id: string;
  /** A, B, C … in the order shown, which differs from person to person. */
  label: string;
  text: string;
}

/** One item as an annotator is given it: nothing tells which model wrote what. */
export interface DeskItem {
  claimId: string;
  roundNumber: number;
  roundName: string;
  messages: readonly Message[];
  responses: readonly DeskResponse[];
  rubric: Rubric;
  /** Markdown. */
  guidelines: string;
  guidelinesVersion: number;
  draft: (JudgmentDraft & { updatedAt: Date }) | null;
}

export interface DeskProgress {
  /** Judgments of this annotator in the project. */
  done: number;
  /** Those, and what can still be given to this annotator. */
  total: number;
}
