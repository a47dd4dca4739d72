import type { Cell } from "@/app/desk/cells";

/** Ids by which keys find what they move to. */
export function scoreElementId(cell: Cell, value: number): string {
  return `score-${cell.responseId}-${cell.dimension}-${value}`;
}

export function reasonElementId(cell: Cell): string {
  return `reason-${cell.responseId}-${cell.dimension}`;
}

export function responseElementId(responseId: string): string {
  return `response-${responseId}`;
}

export const RANKING_INPUT_ID = "ranking-text";
export const SUBMIT_BUTTON_ID = "submit-judgment";
