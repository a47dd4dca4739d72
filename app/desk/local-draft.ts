import { z } from "zod";
import { judgmentDraftSchema } from "@/lib/contracts/judgment";

/** This browser's copy of an unfinished judgment: survives a reload, a crash and a lost network. */
const localDraftSchema = z.strictObject({
  claimId: z.uuid(),
  draft: judgmentDraftSchema,
  /** Kept from the first look at the item, so that a judgment sent again after a reload is still the same one. */
  idempotencyKey: z.uuid(),
  shownAt: z.iso.datetime(),
  /** Milliseconds since the epoch. */
  savedAt: z.number(),
});
export type LocalDraft = z.infer<typeof localDraftSchema>;

const PREFIX = "plaudit.draft.";
const KEPT_FOR_MS = 14 * 24 * 3600 * 1000;

export function readLocalDraft(storage: Storage, claimId: string): LocalDraft | null {
  try {
    const text = storage.getItem(PREFIX + claimId);
    if (text === null) return null;
    const parsed = localDraftSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    // Unreadable or blocked storage: the server's copy is used instead.
    return null;
  }
}

/** False where the browser refuses (full, blocked): then only the server's copy is kept. */
export function writeLocalDraft(storage: Storage, draft: LocalDraft): boolean {
  try {
    storage.setItem(PREFIX + draft.claimId, JSON.stringify(draft));
    return true;
  } catch {
    return false;
  }
}

export function removeLocalDraft(storage: Storage, claimId: string): void {
  try {
    storage.removeItem(PREFIX + claimId);
  } catch {
    // Blocked storage never held it.
  }
}

/** Drops what is older than two weeks or cannot be read. `now` in milliseconds since the epoch. */
export function pruneLocalDrafts(storage: Storage, now: number): void {
  try {
    const keys = Array.from({ length: storage.length }, (_, i) => storage.key(i)).filter(
      (key): key is string => key?.startsWith(PREFIX) === true,
    );
    for (const key of keys) {
      const draft = readLocalDraft(storage, key.slice(PREFIX.length));
      if (draft === null || now - draft.savedAt > KEPT_FOR_MS) storage.removeItem(key);
    }
  } catch {
    // Nothing to prune where nothing can be stored.
  }
}
