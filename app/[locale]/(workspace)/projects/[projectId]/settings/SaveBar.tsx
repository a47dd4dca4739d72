"use client";

import { useTranslations } from "next-intl";
import { Button } from "@/app/components/ui/Button";

export interface SaveBarProps {
  changed: boolean;
  valid: boolean;
  saving: boolean;
  onSave: () => void;
  onDiscard: () => void;
}

export function SaveBar({ changed, valid, saving, onSave, onDiscard }: SaveBarProps) {
  const t = useTranslations("settings");
  return (
    <div className="mt-4 flex flex-wrap items-center justify-end gap-2 border-t border-line pt-4">
      <span className="mr-auto text-sm text-muted" role="status">
        {changed && t("unsaved")}
      </span>
      {changed && (
        <Button variant="ghost" disabled={saving} onClick={onDiscard}>
          {t("discard")}
        </Button>
      )}
      <Button variant="primary" disabled={!changed || !valid} loading={saving} onClick={onSave}>
        {t("save")}
      </Button>
    </div>
  );
}
