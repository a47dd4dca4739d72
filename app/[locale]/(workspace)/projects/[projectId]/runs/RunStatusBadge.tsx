"use client";

import { useTranslations } from "next-intl";
import { Badge } from "@/app/components/ui/Badge";
import type { BadgeTone } from "@/app/components/ui/Badge";
import type { JobStatus } from "@/lib/contracts/job";

const TONES: Record<JobStatus, BadgeTone> = {
  queued: "neutral",
  running: "accent",
  done: "success",
  failed: "danger",
  cancelled: "neutral",
};

export interface RunStatusBadgeProps {
  status: JobStatus;
  /** Somebody asked it to stop and it has not yet. */
  cancelling?: boolean;
}

export function RunStatusBadge({ status, cancelling = false }: RunStatusBadgeProps) {
  const t = useTranslations("runs.statuses");
  const stopping = cancelling && (status === "queued" || status === "running");
  return (
    <Badge
      tone={stopping ? "warning" : TONES[status]}
      icon={
        status === "running" && (
          <span aria-hidden className="size-1.5 animate-breathe rounded-full bg-current" />
        )
      }
    >
      {t(stopping ? "cancelling" : status)}
    </Badge>
  );
}
