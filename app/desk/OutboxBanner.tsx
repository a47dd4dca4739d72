"use client";

import { CloudOff } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "@/app/components/ui/Button";
import { Notice } from "@/app/components/ui/Notice";
import type { OutboxState } from "@/app/desk/outbox";
import { Link, usePathname } from "@/app/i18n/navigation";
import { readAppError } from "@/app/trpc/read-app-error";

/** Judgments that the server has not acknowledged, once a try has failed. */
export function OutboxBanner({ state, onRetry }: { state: OutboxState; onRetry: () => void }) {
  const t = useTranslations("desk");
  const pathname = usePathname();
  if (state.waiting.length === 0 || state.problem === null) return null;
  const signedOut = readAppError(state.problem)?.code === "UNAUTHENTICATED";
  const count = state.waiting.length;
  return (
    <Notice
      tone="warning"
      role="status"
      icon={<CloudOff aria-hidden className="size-4" />}
      action={
        signedOut ? (
          <Button size="sm" asChild>
            <Link href={`/sign-in?from=${encodeURIComponent(pathname)}`}>{t("signInAgain")}</Link>
          </Button>
        ) : (
          <Button size="sm" onClick={onRetry}>
            {t("retryNow")}
          </Button>
        )
      }
    >
      {signedOut ? t("offlineSignIn", { count }) : t("offlineWaiting", { count })}
    </Notice>
  );
}
