"use client";

import { CircleCheck, CircleX } from "lucide-react";
import { useFormatter, useLocale, useTranslations } from "next-intl";
import { formatMetric } from "@/app/components/charts/format-metric";

export interface ParityProps {
  parity: { maxAbsoluteDifference: number; compared: number; tolerance: number };
}

/** What the gate measured between the trained model and its export. */
export function Parity({ parity }: ParityProps) {
  const t = useTranslations("versions");
  const locale = useLocale();
  const format = useFormatter();
  const passed = parity.maxAbsoluteDifference <= parity.tolerance;
  return (
    <div className="rounded-md border border-line bg-raised px-3 py-2 text-sm">
      <p className="flex items-center gap-1.5 font-medium">
        {passed ? (
          <CircleCheck aria-hidden className="size-4 text-success" />
        ) : (
          <CircleX aria-hidden className="size-4 text-danger" />
        )}
        {t("parity")}: {passed ? t("parityPassed") : t("parityFailed")}
      </p>
      <p className="mt-0.5 text-muted figures">
        {t("parityText", {
          difference: formatMetric(parity.maxAbsoluteDifference, "scientific", locale),
          compared: format.number(parity.compared),
          tolerance: formatMetric(parity.tolerance, "number", locale),
        })}
      </p>
    </div>
  );
}
