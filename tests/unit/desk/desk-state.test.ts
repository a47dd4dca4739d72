import { describe, expect, it } from "vitest";
import { findMissing, isComplete, nextTarget, stepCell } from "@/app/desk/cells";
import { deskReducer, fromDraft, initialDeskState, toDraft } from "@/app/desk/desk-state";
import type { DeskAction } from "@/app/desk/desk-state";

const shape = { responseIds: ["r1", "r2"], dimensions: ["accuracy", "relevance"] };
const score = (responseId: string, dimension: string, value: number): DeskAction => ({
  type: "score",
  responseId,
  dimension,
  value,
});
const after = (...actions: DeskAction[]) => actions.reduce(deskReducer, initialDeskState());

describe("the desk", () => {
  it("takes back one change at a time, and typing as a whole", () => {
    let state = after(
      score("r1", "accuracy", 3),
      score("r1", "accuracy", 5),
      { type: "reason", responseId: "r1", dimension: "accuracy", text: "w" },
      { type: "reason", responseId: "r1", dimension: "accuracy", text: "why" },
    );
    state = deskReducer(state, { type: "undo" });
    expect(state.answers.reasons).toEqual({});
    expect(state.answers.scores).toEqual({ r1: { accuracy: 5 } });
    state = deskReducer(state, { type: "undo" });
    expect(state.answers.scores).toEqual({ r1: { accuracy: 3 } });
    state = deskReducer(deskReducer(state, { type: "undo" }), { type: "undo" });
    expect(state.answers.scores).toEqual({});
  });

  it("makes no undo step of a score that is pressed again", () => {
    expect(after(score("r1", "accuracy", 3), score("r1", "accuracy", 3)).past).toHaveLength(1);
  });

  it("tells other tabs of its own changes, and not of theirs", () => {
    expect(initialDeskState().ownChange).toBe(false);
    const own = after(score("r1", "accuracy", 3));
    expect(own.ownChange).toBe(true);
    expect(deskReducer(own, { type: "undo" }).ownChange).toBe(true);
    expect(deskReducer(own, { type: "load", answers: own.answers }).ownChange).toBe(false);
  });

  it("leads through the rows, then to the ranking, then to submit", () => {
    let state = after(score("r1", "accuracy", 4));
    expect(nextTarget(state.answers, shape, { responseId: "r1", dimension: "accuracy" })).toEqual({
      kind: "cell",
      cell: { responseId: "r1", dimension: "relevance" },
    });
    state = [score("r2", "accuracy", 2), score("r2", "relevance", 2)].reduce(deskReducer, state);
    expect(nextTarget(state.answers, shape, { responseId: "r2", dimension: "relevance" })).toEqual({
      kind: "cell",
      cell: { responseId: "r1", dimension: "relevance" },
    });
    state = deskReducer(state, score("r1", "relevance", 4));
    expect(nextTarget(state.answers, shape, null)).toEqual({ kind: "ranking" });
    state = deskReducer(state, { type: "rank", ranking: [["r1", "r2"]] });
    expect(nextTarget(state.answers, shape, null)).toEqual({ kind: "submit" });
    expect(isComplete(findMissing(state.answers, shape))).toBe(true);
  });

  it("wants no ranking of a single response", () => {
    const single = { responseIds: ["r1"], dimensions: ["accuracy"] };
    expect(isComplete(findMissing(after(score("r1", "accuracy", 1)).answers, single))).toBe(true);
  });

  it("walks rows with the arrows and stays at the edges", () => {
    const cell = { responseId: "r1", dimension: "relevance" };
    expect(stepCell(shape, cell, "down")).toEqual({ responseId: "r2", dimension: "accuracy" });
    expect(stepCell(shape, cell, "right")).toEqual({ responseId: "r2", dimension: "relevance" });
    expect(stepCell(shape, cell, "left")).toEqual(cell);
    expect(stepCell(shape, { responseId: "r1", dimension: "accuracy" }, "up")).toEqual({
      responseId: "r1",
      dimension: "accuracy",
    });
  });

  it("gives a draft from which it can go on, without empty reasons", () => {
    const { answers } = after(
      score("r1", "accuracy", 4),
      { type: "reason", responseId: "r1", dimension: "accuracy", text: " precise " },
      score("r2", "accuracy", 1),
      { type: "reason", responseId: "r2", dimension: "accuracy", text: "  " },
      { type: "rank", ranking: [["r1"], ["r2"]] },
    );
    const draft = toDraft(answers, 12.5);
    expect(draft).toEqual({
      scores: [
        { responseId: "r1", dimension: "accuracy", value: 4, reason: "precise" },
        { responseId: "r2", dimension: "accuracy", value: 1 },
      ],
      ranking: [["r1"], ["r2"]],
      activeSeconds: 12.5,
    });
    expect(toDraft(fromDraft(draft), 12.5)).toEqual(draft);
  });
});
