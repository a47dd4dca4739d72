import type { SaveState } from "@/app/desk/use-autosave";

export type SaveAnnouncement = "saved" | "local" | null;

/**
 * What a screen reader says of the draft: that it is saved, once, and whenever the server stops answering or is back.
 */
export function nextSaveAnnouncement(said: SaveAnnouncement, state: SaveState): SaveAnnouncement {
  if (state === "local") return "local";
  return state === "saved" ? "saved" : said;
}
