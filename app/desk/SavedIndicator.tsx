"use client";

import { Check, CloudOff } from "lucide-react";
import { useTranslations } from "next-intl";
import type { SaveState } from "@/app/desk/use-autosave";

export function SavedIndicator({ state }: { state: SaveState }) {
  const t = useTranslations("desk");
  return (
    <span role="status" className="inline-flex min-w-0 items-center gap-1.5 text-xs text-faint">
      {state === "saved" && <Check aria-hidden className="size-3.5 shrink-0 text-success" />}
      {state === "local" && <CloudOff aria-hidden className="size-3.5 shrink-0 text-warning" />}
      <span className={state === "local" ? "text-warning" : "truncate"}>
        {state === "saving" && t("saving")}
        {state === "saved" && t("saved")}
        {state === "local" && t("savedLocally")}
      </span>
    </span>
  );
}
