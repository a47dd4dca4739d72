"use client";

import { useTranslations } from "next-intl";
import { useDuration } from "@/app/[locale]/(workspace)/projects/[projectId]/runs/use-run-texts";
import { Button } from "@/app/components/ui/Button";
import type { RouterOutputs } from "@/app/trpc/router-outputs";

export interface LaunchFooterProps {
  estimate: RouterOutputs["run"]["estimate"] | undefined;
  note?: string;
  disabled: boolean;
  loading: boolean;
  onStart: () => void;
}

/** How long it will take, and the button. */
export function LaunchFooter({ estimate, note, disabled, loading, onStart }: LaunchFooterProps) {
  const t = useTranslations("runs.launch");
  const duration = useDuration();
  return (
    <div className="flex w-full flex-wrap items-center justify-between gap-3">
      <span className="min-w-0 text-sm text-muted figures" role="status">
        {estimate !== undefined &&
          t("takes", {
            time: duration(estimate.seconds),
            basis: estimate.basis === "earlier runs" ? "earlier" : "rule",
          })}
        {note !== undefined && <span className="block text-xs text-faint">{note}</span>}
      </span>
      <Button variant="primary" disabled={disabled} loading={loading} onClick={onStart}>
        {t("start")}
      </Button>
    </div>
  );
}
