import type { DeskItem } from "@/app/desk/desk-item";
import { NO_ANSWERS, fromDraft } from "@/app/desk/desk-state";
import type { Answers } from "@/app/desk/desk-state";
import { readLocalDraft } from "@/app/desk/local-draft";
import { randomUuid } from "@/app/desk/random-uuid";

export interface OpenedItem {
  answers: Answers;
  /** Spent on it before. */
  activeSeconds: number;
  idempotencyKey: string;
  shownAt: string;
  /** There was a draft. */
  restored: boolean;
}

/** Clocks of browser and server differ; within this much the browser's own draft wins. */
const CLOCK_SLACK_MS = 60_000;

/** From the later of this browser's draft and the server's, else from nothing. */
export function openItem(item: DeskItem): OpenedItem {
  const local = readLocalDraft(window.localStorage, item.claimId);
  // Another device may have gone on with it since.
  const server = item.draft;
  const serverIsNewer =
    server !== null && (local === null || server.updatedAt.getTime() > local.savedAt + CLOCK_SLACK_MS);
  const draft = serverIsNewer ? server : (local?.draft ?? null);
  return {
    answers: draft === null ? NO_ANSWERS : fromDraft(draft),
    activeSeconds: draft?.activeSeconds ?? 0,
    idempotencyKey: local?.idempotencyKey ?? randomUuid(),
    shownAt: local?.shownAt ?? new Date().toISOString(),
    restored: draft !== null,
  };
}
