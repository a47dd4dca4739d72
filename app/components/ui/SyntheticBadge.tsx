"use client";

import { Bot } from "lucide-react";
import { useTranslations } from "next-intl";
import { Badge } from "@/app/components/ui/Badge";

/** Marks whatever a program judged, wherever it is counted or shown. */
export function SyntheticBadge({ count }: { count?: number }) {
  const t = useTranslations("common");
  return (
    <Badge tone="warning" icon={<Bot aria-hidden className="size-3" />}>
      {count === undefined ? t("synthetic") : t("syntheticCount", { count })}
    </Badge>
  );
}
