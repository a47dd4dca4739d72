"use client";

import { useTranslations } from "next-intl";
import { LineErrors } from "@/app/components/LineErrors";
import type { RouterOutputs } from "@/app/trpc/router-outputs";

/** What an import of answers would do, before it does it. */
export function ResponsesPreview({ found }: { found: RouterOutputs["round"]["importResponses"] }) {
  const t = useTranslations("rounds");
  return (
    <div className="space-y-2" role="status">
      <p className="text-sm font-semibold">
        {t("importFound", { responses: found.responses, found: found.found })}
      </p>
      <LineErrors
        errors={found.errors}
        title={t("importBad", { count: found.errors.length })}
        lineLabel={(line) => t("importLine", { line })}
        moreLabel={(count) => t("importMore", { count })}
      />
      {found.ignoredScores > 0 && (
        <p className="text-sm text-muted">{t("importIgnored", { count: found.ignoredScores })}</p>
      )}
    </div>
  );
}
