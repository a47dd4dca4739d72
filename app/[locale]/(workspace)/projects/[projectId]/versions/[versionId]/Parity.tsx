"use client";

import { CircleCheck, CircleX } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { formatMetric } from "@/app/components/charts/format-metric";

/** What the gate measured between the trained model and its export. A version exists only where it passed. */
export function Parity({ parity }: { parity: Record<string, unknown> }) {
  const t = useTranslations("versions");
  const locale = useLocale();
  const failed = parity["passed"] === false;
  const numbers = Object.entries(parity).filter(
    (entry): entry is [string, number] => typeof entry[1] === "number",
  );
  const name = (key: string) => {
    const known = `parityKeys.${key}` as "parityKeys.maxLogitDifference";
    return t.has(known) ? t(known) : key;
  };
  return (
    <div className="rounded-md border border-line bg-raised px-3 py-2 text-sm">
      <p className="flex items-center gap-1.5 font-medium">
        {failed ? (
          <CircleX aria-hidden className="size-4 text-danger" />
        ) : (
          <CircleCheck aria-hidden className="size-4 text-success" />
        )}
        {t("parity")}: {failed ? t("parityFailed") : t("parityPassed")}
      </p>
      {numbers.length > 0 && (
        <dl className="mt-1 flex flex-wrap gap-x-4 gap-y-0.5 text-xs text-muted">
          {numbers.map(([key, value]) => (
            <div key={key} className="flex gap-1.5">
              <dt>{name(key)}</dt>
              <dd className="text-ink figures">{formatMetric(value, "number", locale)}</dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}
