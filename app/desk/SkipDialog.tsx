"use client";

import { useTranslations } from "next-intl";
import { Dialog } from "@/app/components/ui/Dialog";
import { KeyHint } from "@/app/components/ui/KeyHint";
import { SKIP_REASONS } from "@/app/desk/skip-reasons";

export interface SkipDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onSkip: (reason: string) => void;
}

/** A press of 1 to 5 or on a line skips. */
export function SkipDialog({ open, onOpenChange, onSkip }: SkipDialogProps) {
  const t = useTranslations("desk");
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={t("skipTitle")}
      description={t("skipText")}
      width="sm"
    >
      <ol
        className="-mx-2 space-y-0.5 pb-2"
        onKeyDown={(event) => {
          const chosen = SKIP_REASONS[Number(event.key) - 1];
          if (chosen === undefined) return;
          event.preventDefault();
          onSkip(chosen.reason);
        }}
      >
        {SKIP_REASONS.map(({ reason, text }, index) => (
          <li key={reason}>
            <button
              type="button"
              autoFocus={index === 0}
              onClick={() => onSkip(reason)}
              className="flex w-full items-center gap-3 rounded-md px-2 py-2 text-left text-base transition-colors duration-150 hover:bg-sunken focus-visible:bg-sunken"
            >
              <KeyHint>{index + 1}</KeyHint>
              {t(text)}
            </button>
          </li>
        ))}
      </ol>
    </Dialog>
  );
}
