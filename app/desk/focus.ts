import type { Cell, DeskTarget } from "@/app/desk/cells";
import type { Answers } from "@/app/desk/desk-state";
import {
  RANKING_INPUT_ID,
  SUBMIT_BUTTON_ID,
  responseElementId,
  scoreElementId,
} from "@/app/desk/element-ids";

export function focusElement(id: string): void {
  document.getElementById(id)?.focus();
}

/** The row's chosen score, or its first; a response that is out of sight is brought into it. */
export function focusCell(answers: Answers, cell: Cell, { scroll = true } = {}): void {
  const value = answers.scores[cell.responseId]?.[cell.dimension] ?? 1;
  document.getElementById(scoreElementId(cell, value))?.focus({ preventScroll: true });
  if (!scroll) return;
  const column = document.getElementById(responseElementId(cell.responseId));
  column?.scrollIntoView({ inline: "nearest", block: "nearest" });
}

export function focusTarget(answers: Answers, target: DeskTarget): void {
  if (target.kind === "cell") focusCell(answers, target.cell);
  else focusElement(target.kind === "ranking" ? RANKING_INPUT_ID : SUBMIT_BUTTON_ID);
}
