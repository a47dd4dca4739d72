"use client";

import { useFormatter, useTranslations } from "next-intl";
import { MessageList } from "@/app/components/MessageList";
import { Badge } from "@/app/components/ui/Badge";
import { Panel } from "@/app/components/ui/Panel";
import { SyntheticBadge } from "@/app/components/ui/SyntheticBadge";
import { classNames } from "@/app/components/ui/class-names";
import type { RouterOutputs } from "@/app/trpc/router-outputs";

export type DatasetExamplesProps = Pick<RouterOutputs["dataset"]["get"], "files" | "examples">;

/** The first records as the reward model will see them. */
export function DatasetExamples({ files, examples }: DatasetExamplesProps) {
  const t = useTranslations("datasets");
  const format = useFormatter();
  return (
    <Panel title={t("examples")} flush>
      {examples === null && (
        <p className={classNames("px-4 py-6 text-base", files === "altered" ? "text-danger" : "text-muted")}>
          {files === "altered" ? t("examplesAltered") : t("examplesNone")}
        </p>
      )}
      <ul>
        {examples?.map((record, i) => (
          <li key={i} className="border-b border-line px-4 py-3 last:border-b-0">
            <div className="mb-2 flex items-start justify-between gap-3">
              <MessageList messages={record.messages} />
              {record.synthetic && <SyntheticBadge />}
            </div>
            <ol className="space-y-1.5">
              {record.responses.map((response, at) => {
                const rank = record.ranking?.findIndex((group) => group.includes(at)) ?? -1;
                return (
                  <li key={at} className="flex items-start gap-3 text-sm">
                    <span className="flex w-20 shrink-0 flex-wrap gap-1 sm:w-32 sm:flex-nowrap">
                      {rank >= 0 && <Badge tone="accent">{t("rank", { value: rank + 1 })}</Badge>}
                      {response.score !== undefined && (
                        <Badge>
                          {t("score", { value: format.number(response.score, { maximumFractionDigits: 2 }) })}
                        </Badge>
                      )}
                    </span>
                    <span className="line-clamp-3 min-w-0 text-muted wrap-anywhere">{response.text}</span>
                  </li>
                );
              })}
            </ol>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
