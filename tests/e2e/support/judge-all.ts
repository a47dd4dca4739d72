import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import { callApi } from "@/tests/e2e/support/api";

interface ClaimedItem {
  claim: { id: string };
  responses: { id: string; text: string }[];
  rubric: { key: string }[];
}

/** Judges whatever the desk hands out: the shorter an answer, the better. Returns how many items there were. */
export async function judgeAll(page: Page, projectId: string): Promise<number> {
  for (let judged = 0; ; judged++) {
    const item = await callApi<ClaimedItem | null>(page, "annotate.claimNext", { projectId });
    if (item === null) return judged;
    const ranked = [...item.responses].sort((a, b) => a.text.length - b.text.length);
    await callApi(page, "annotate.submit", {
      claimId: item.claim.id,
      idempotencyKey: randomUUID(),
      ranking: ranked.map((response) => [response.id]),
      scores: ranked.flatMap((response, place) =>
        item.rubric.map(({ key }) => ({
          responseId: response.id,
          dimension: key,
          value: Math.max(1, 5 - place),
        })),
      ),
      activeSeconds: 20,
      shownAt: new Date().toISOString(),
    });
  }
}
