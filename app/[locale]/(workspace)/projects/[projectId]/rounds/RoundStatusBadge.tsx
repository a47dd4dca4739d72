"use client";

import { useTranslations } from "next-intl";
import { Badge } from "@/app/components/ui/Badge";
import type { BadgeTone } from "@/app/components/ui/Badge";

type RoundStatus = "draft" | "sampling" | "open" | "paused" | "closed";

const TONES: Record<RoundStatus, BadgeTone> = {
  draft: "neutral",
  sampling: "accent",
  open: "success",
  paused: "warning",
  closed: "neutral",
};

export function RoundStatusBadge({ status }: { status: RoundStatus }) {
  const t = useTranslations("rounds.statuses");
  return (
    <Badge
      tone={TONES[status]}
      icon={
        status === "sampling" && (
          <span aria-hidden className="size-1.5 animate-breathe rounded-full bg-current" />
        )
      }
    >
      {t(status)}
    </Badge>
  );
}
