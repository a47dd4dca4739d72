"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/app/components/ui/Button";
import { Notice } from "@/app/components/ui/Notice";
import { useFailureToast } from "@/app/components/use-failure-toast";

/** Nobody was at the page for long, so that others may get the item. */
export function LeaseLapsed({ onClaimAgain }: { onClaimAgain: () => Promise<void> }) {
  const t = useTranslations("desk");
  const onFailure = useFailureToast();
  const [busy, setBusy] = useState(false);
  const claimAgain = () => {
    setBusy(true);
    onClaimAgain()
      .catch(onFailure)
      .finally(() => setBusy(false));
  };
  return (
    <Notice
      tone="warning"
      role="alert"
      action={
        <Button size="sm" loading={busy} onClick={claimAgain}>
          {t("claimAgain")}
        </Button>
      }
    >
      <strong className="font-semibold">{t("leaseLapsedTitle")}</strong> {t("leaseLapsedText")}
    </Notice>
  );
}
