"use client";

import { Bot } from "lucide-react";
import { useTranslations } from "next-intl";
import { Badge } from "@/app/components/ui/Badge";

export interface SyntheticShareProps {
  judgments: number;
  /** How many of them programs gave. */
  synthetic: number;
}

/** Marks what was counted over, or made from, judgments that programs gave; draws nothing where people gave all. */
export function SyntheticShare({ judgments, synthetic }: SyntheticShareProps) {
  const t = useTranslations("common");
  if (synthetic === 0) return null;
  return (
    <Badge
      tone="warning"
      icon={<Bot aria-hidden className="size-3 shrink-0" />}
      className="max-sm:whitespace-normal"
    >
      {t("syntheticShare", { synthetic, judgments })}
    </Badge>
  );
}
