import type { JudgmentDraft, Ranking, Score } from "@/lib/contracts/judgment";

/** What the annotator has said about one item so far. */
export interface Answers {
  /** By response id, then by dimension key. */
  scores: Readonly<Record<string, Readonly<Record<string, number>>>>;
  reasons: Readonly<Record<string, Readonly<Record<string, string>>>>;
  ranking: Ranking;
  comment: string;
}

export interface DeskState {
  answers: Answers;
  /** Earlier answers, the latest last, for undo. */
  past: readonly Answers[];
  /** Which text the last change belongs to, so that typing is undone as a whole and not by the letter. */
  typing: string | null;
  /** Changed on this page, and not loaded: other tabs are told. */
  ownChange: boolean;
}

export type DeskAction =
  | { type: "score"; responseId: string; dimension: string; value: number }
  | { type: "reason"; responseId: string; dimension: string; text: string }
  | { type: "rank"; ranking: Ranking }
  | { type: "comment"; text: string }
  | { type: "undo" }
  /** Another item, or the same as another tab has it. */
  | { type: "load"; answers: Answers };

export const NO_ANSWERS: Answers = { scores: {}, reasons: {}, ranking: [], comment: "" };

const UNDO_DEPTH = 100;

export function initialDeskState(answers: Answers = NO_ANSWERS): DeskState {
  return { answers, past: [], typing: null, ownChange: false };
}

export function deskReducer(state: DeskState, action: DeskAction): DeskState {
  const { answers } = state;
  switch (action.type) {
    case "score": {
      if (answers.scores[action.responseId]?.[action.dimension] === action.value) return state;
      return changed(state, { ...answers, scores: put(answers.scores, action, action.value) }, null);
    }
    case "reason": {
      const reasons = put(answers.reasons, action, action.text);
      return changed(state, { ...answers, reasons }, `reason ${action.responseId} ${action.dimension}`);
    }
    case "rank":
      return changed(state, { ...answers, ranking: action.ranking }, null);
    case "comment":
      return changed(state, { ...answers, comment: action.text }, "comment");
    case "undo": {
      const previous = state.past.at(-1);
      return previous === undefined
        ? state
        : { answers: previous, past: state.past.slice(0, -1), typing: null, ownChange: true };
    }
    case "load":
      return initialDeskState(action.answers);
  }
}

function changed(state: DeskState, answers: Answers, typing: string | null): DeskState {
  const goesOn = typing !== null && typing === state.typing;
  const past = goesOn ? state.past : [...state.past, state.answers].slice(-UNDO_DEPTH);
  return { answers, past, typing, ownChange: true };
}

function put<T>(
  table: Readonly<Record<string, Readonly<Record<string, T>>>>,
  cell: { responseId: string; dimension: string },
  value: T,
): Readonly<Record<string, Readonly<Record<string, T>>>> {
  return { ...table, [cell.responseId]: { ...table[cell.responseId], [cell.dimension]: value } };
}

/** Scores as they are sent. A reason without a score waits in `Answers` until there is one. */
export function toScores(answers: Answers): Score[] {
  return Object.entries(answers.scores).flatMap(([responseId, byDimension]) =>
    Object.entries(byDimension).map(([dimension, value]) => {
      const reason = answers.reasons[responseId]?.[dimension]?.trim() ?? "";
      return { responseId, dimension, value, ...(reason !== "" && { reason }) };
    }),
  );
}

export function toDraft(answers: Answers, activeSeconds: number): JudgmentDraft {
  return {
    scores: toScores(answers),
    ranking: answers.ranking,
    ...(answers.comment !== "" && { comment: answers.comment }),
    activeSeconds,
  };
}

export function fromDraft(draft: JudgmentDraft): Answers {
  const scores: Record<string, Record<string, number>> = {};
  const reasons: Record<string, Record<string, string>> = {};
  for (const score of draft.scores) {
    (scores[score.responseId] ??= {})[score.dimension] = score.value;
    if (score.reason !== undefined) (reasons[score.responseId] ??= {})[score.dimension] = score.reason;
  }
  return { scores, reasons, ranking: draft.ranking, comment: draft.comment ?? "" };
}
