import type { Page } from "@playwright/test";
import { callApi, queryApi } from "@/tests/e2e/support/api";

const RESPONSES = [
  "Mars has a third of Earth's gravity, is far colder, and its thin air is mostly carbon dioxide.",
  "Mars is a **red** planet, and Earth has water.\n\n```\nmars < earth\n```",
  "Mars is smaller than Earth.",
];

export interface AnnotationProject {
  projectId: string;
  roundId: string;
}

/** A project of its own with an open round of `items` items, three responses each. */
export async function createAnnotationProject(
  page: Page,
  name: string,
  items = 4,
): Promise<AnnotationProject> {
  const { id: projectId } = await callApi<{ id: string }>(page, "project.create", { name });
  const text = Array.from({ length: items }, (_, i) =>
    JSON.stringify({ prompt: `Question ${i + 1}: how is Mars different from Earth?`, responses: RESPONSES }),
  ).join("\n");
  const { roundId } = await callApi<{ roundId: string }>(page, "round.importResponses", {
    projectId,
    text,
    sourceLabel: "browser test",
  });
  await callApi(page, "round.open", { roundId });
  return { projectId, roundId };
}

export interface StoredJudgment {
  /** Letters of the page, best group first. */
  ranking: string[][];
  comment: string | null;
  activeSeconds: number;
  scores: { label: string; dimension: string; value: number; reason: string | null }[];
}

interface HistoryEntry {
  ranking: string[][];
  comment: string | null;
  activeSeconds: number;
  responses: { id: string; label: string }[];
  scores: { responseId: string; dimension: string; value: number; reason: string | null }[];
}

/** What the signed-in annotator has submitted, the latest first. */
export async function storedJudgments(page: Page, projectId: string): Promise<StoredJudgment[]> {
  const history = await queryApi<{ judgments: HistoryEntry[] }>(page, "annotate.history", { projectId });
  return history.judgments.map(({ responses, ranking, scores, comment, activeSeconds }) => {
    const labelOf = (id: string) => responses.find((response) => response.id === id)?.label ?? "?";
    return {
      comment,
      activeSeconds,
      ranking: ranking.map((group) => group.map(labelOf).sort()),
      scores: scores.map(({ responseId, ...score }) => ({ label: labelOf(responseId), ...score })),
    };
  });
}
