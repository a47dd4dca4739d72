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

/** From this browser's draft, which is written first, else the server's, else from nothing. */
export function openItem(item: DeskItem): OpenedItem {
  const local = readLocalDraft(window.localStorage, item.claimId);
  const draft = local?.draft ?? item.draft;
  return {
    answers: draft === null ? NO_ANSWERS : fromDraft(draft),
    activeSeconds: draft?.activeSeconds ?? 0,
    idempotencyKey: local?.idempotencyKey ?? randomUuid(),
    shownAt: local?.shownAt ?? new Date().toISOString(),
    restored: draft !== null,
  };
}
