"use client";

import { useTranslations } from "next-intl";
import { Button } from "@/app/components/ui/Button";
import { Notice } from "@/app/components/ui/Notice";

export function LeaseLost({ onTakeNext }: { onTakeNext: () => void }) {
  const t = useTranslations("desk");
  return (
    <Notice
      tone="warning"
      role="alert"
      action={
        <Button size="sm" onClick={onTakeNext}>
          {t("takeNext")}
        </Button>
      }
    >
      <strong className="font-semibold">{t("leaseLostTitle")}</strong> {t("leaseLostText")}
    </Notice>
  );
}
