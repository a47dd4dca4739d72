"use client";

import { Check, CloudOff } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { nextSaveAnnouncement, type SaveAnnouncement } from "@/app/desk/save-announcement";
import type { SaveState } from "@/app/desk/use-autosave";

/** What is read out is less than what is shown: a draft is saved after each key. */
export function SavedIndicator({ state }: { state: SaveState }) {
  const t = useTranslations("desk");
  const [said, setSaid] = useState<SaveAnnouncement>(null);
  const next = nextSaveAnnouncement(said, state);
  if (next !== said) setSaid(next);
  return (
    <span className="inline-flex min-w-0 items-center gap-1.5 text-xs text-faint">
      {state === "saved" && <Check aria-hidden className="size-3.5 shrink-0 text-success" />}
      {state === "local" && <CloudOff aria-hidden className="size-3.5 shrink-0 text-warning" />}
      <span className={state === "local" ? "text-warning" : "truncate"}>
        {state === "saving" && t("saving")}
        {state === "saved" && t("saved")}
        {state === "local" && t("savedLocally")}
      </span>
      <span role="status" className="sr-only">
        {next === "saved" && t("saved")}
        {next === "local" && t("savedLocally")}
      </span>
    </span>
  );
}
