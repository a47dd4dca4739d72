"use client";

import { useTranslations } from "next-intl";
import { Dialog } from "@/app/components/ui/Dialog";
import { KeyHint } from "@/app/components/ui/KeyHint";

const KEYS = [
  { keys: ["1", "…", "5"], text: "keyScore" },
  { keys: ["↑", "↓", "←", "→"], text: "keyArrows" },
  { keys: ["A", "B", "…"], text: "keyLetters" },
  { keys: ["="], text: "keyTie" },
  { keys: ["⌫"], text: "keyBackspace" },
  { keys: ["R"], text: "keyReason" },
  { keys: ["Enter"], text: "keyEnter" },
  { keys: ["Ctrl", "Enter"], text: "keyCtrlEnter" },
  { keys: ["Ctrl", "Z"], text: "keyUndo" },
  { keys: ["S"], text: "keySkip" },
  { keys: ["?"], text: "keyHelp" },
  { keys: ["Esc"], text: "keyEscape" },
] as const;

export function KeysDialog({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const t = useTranslations("desk");
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t("keysTitle")}>
      <dl className="grid grid-cols-[max-content_1fr] items-center gap-x-6 gap-y-2 pb-3">
        {KEYS.map(({ keys, text }) => (
          <div key={text} className="contents">
            <dt className="flex gap-1">
              {keys.map((key) => (
                <KeyHint key={key} always>
                  {key}
                </KeyHint>
              ))}
            </dt>
            <dd className="text-base text-muted">{t(text)}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
