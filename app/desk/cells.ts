import type { Answers } from "@/app/desk/desk-state";

/** One row of five: a dimension of a response. */
export interface Cell {
  responseId: string;
  dimension: string;
}

/** Where the hand goes next: a row, the ranking, or the submit button. */
export type DeskTarget = { kind: "cell"; cell: Cell } | { kind: "ranking" } | { kind: "submit" };

export interface DeskShape {
  responseIds: readonly string[];
  dimensions: readonly string[];
}

/** All dimensions of the first response, then those of the second, … */
export function cellsInOrder({ responseIds, dimensions }: DeskShape): Cell[] {
  return responseIds.flatMap((responseId) => dimensions.map((dimension) => ({ responseId, dimension })));
}

export function isScored(answers: Answers, cell: Cell): boolean {
  return answers.scores[cell.responseId]?.[cell.dimension] !== undefined;
}

export function sameCell(a: Cell | null, b: Cell | null): boolean {
  return a?.responseId === b?.responseId && a?.dimension === b?.dimension;
}

export interface Missing {
  cells: Cell[];
  unranked: string[];
}

export function findMissing(answers: Answers, shape: DeskShape): Missing {
  const ranked = new Set(answers.ranking.flat());
  return {
    cells: cellsInOrder(shape).filter((cell) => !isScored(answers, cell)),
    // One response is its own ranking.
    unranked: shape.responseIds.length < 2 ? [] : shape.responseIds.filter((id) => !ranked.has(id)),
  };
}

export function isComplete(missing: Missing): boolean {
  return missing.cells.length === 0 && missing.unranked.length === 0;
}

/** After a score: the next row without one, from `from` on and around; then the ranking; then submit. */
export function nextTarget(answers: Answers, shape: DeskShape, from: Cell | null): DeskTarget {
  const cells = cellsInOrder(shape);
  const start = cells.findIndex((cell) => sameCell(cell, from)) + 1;
  const around = [...cells.slice(start), ...cells.slice(0, start)];
  const open = around.find((cell) => !isScored(answers, cell));
  if (open !== undefined) return { kind: "cell", cell: open };
  return findMissing(answers, shape).unranked.length > 0 ? { kind: "ranking" } : { kind: "submit" };
}

export type Direction = "up" | "down" | "left" | "right";

/** Up and down walk through all rows, left and right go to the same dimension of the neighbour. */
export function stepCell(shape: DeskShape, from: Cell, direction: Direction): Cell {
  const { responseIds, dimensions } = shape;
  if (direction === "up" || direction === "down") {
    const cells = cellsInOrder(shape);
    const at = cells.findIndex((cell) => sameCell(cell, from));
    return cells[at + (direction === "down" ? 1 : -1)] ?? from;
  }
  const at = responseIds.indexOf(from.responseId);
  const responseId = responseIds[at + (direction === "right" ? 1 : -1)];
  return responseId === undefined || !dimensions.includes(from.dimension)
    ? from
    : { responseId, dimension: from.dimension };
}
