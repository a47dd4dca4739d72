import { expect, it } from "vitest";
import { nextSaveAnnouncement, type SaveAnnouncement } from "@/app/desk/save-announcement";
import type { SaveState } from "@/app/desk/use-autosave";

it("a screen reader hears of the first save, of a silent server and of its return, not of every key", () => {
  const states: SaveState[] = [
    "untouched",
    "saving",
    "saved",
    "saving",
    "saved",
    "saving",
    "local",
    "saving",
    "saved",
  ];
  let said: SaveAnnouncement = null;
  const heard: SaveAnnouncement[] = [];
  for (const state of states) {
    const next = nextSaveAnnouncement(said, state);
    if (next !== said) heard.push(next);
    said = next;
  }
  expect(heard).toEqual(["saved", "local", "saved"]);
});
