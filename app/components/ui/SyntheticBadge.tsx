"use client";

import { Bot } from "lucide-react";
import { useTranslations } from "next-intl";
import { Badge } from "@/app/components/ui/Badge";

/** Marks a judgment that a program gave, or the program. */
export function SyntheticBadge() {
  const t = useTranslations("common");
  return (
    <Badge tone="warning" icon={<Bot aria-hidden className="size-3" />}>
      {t("synthetic")}
    </Badge>
  );
}
