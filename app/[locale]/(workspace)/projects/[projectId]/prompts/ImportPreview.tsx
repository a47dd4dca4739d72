"use client";

import { useTranslations } from "next-intl";
import { LineErrors } from "@/app/components/LineErrors";
import { Badge } from "@/app/components/ui/Badge";
import type { RouterOutputs } from "@/app/trpc/router-outputs";

/** What an import would do, before it does it. */
export function ImportPreview({ found }: { found: RouterOutputs["prompt"]["importText"] }) {
  const t = useTranslations("prompts");
  return (
    <div className="space-y-3" role="status">
      <p className="text-sm">
        <b className="font-semibold">{t("found", { count: found.found })}</b>{" "}
        <span className="text-faint">{t("foundFormat", { format: t(`formats.${found.format}`) })}</span>
      </p>
      <LineErrors
        errors={found.errors}
        title={t("badLines", { count: found.errors.length })}
        lineLabel={(line) => t("badLine", { line })}
        moreLabel={(count) => t("moreBadLines", { count })}
      />
      {found.withResponses > 0 && (
        <p className="text-sm text-muted">{t("withResponses", { count: found.withResponses })}</p>
      )}
      {found.ignoredScores > 0 && (
        <p className="text-sm text-muted">{t("ignoredScores", { count: found.ignoredScores })}</p>
      )}
      {found.preview.length > 0 && (
        <div className="rounded-md border border-line">
          <h3 className="border-b border-line px-3 py-1.5 text-xs font-medium text-faint">
            {t("previewTitle")}
          </h3>
          <ul className="max-h-48 overflow-y-auto scroll-thin">
            {found.preview.map((record) => (
              <li
                key={record.line}
                className="flex items-baseline gap-3 border-b border-line px-3 py-1.5 text-sm last:border-b-0"
              >
                <span className="w-8 shrink-0 text-right text-xs text-faint figures">{record.line}</span>
                <span className="line-clamp-1 min-w-0 flex-1">{record.messages.at(-1)?.content}</span>
                {record.responseCount > 0 && (
                  <Badge>{t("previewResponses", { count: record.responseCount })}</Badge>
                )}
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}
