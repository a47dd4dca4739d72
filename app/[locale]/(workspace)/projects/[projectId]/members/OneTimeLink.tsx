"use client";

import { useFormatter, useTranslations } from "next-intl";
import { CopyField } from "@/app/components/ui/CopyField";

export interface OneTimeLinkProps {
  link: { url: string; expiresAt: Date };
  label: string;
}

/** A link that was just made: the only time that it is shown. */
export function OneTimeLink({ link, label }: OneTimeLinkProps) {
  const t = useTranslations("members");
  const format = useFormatter();
  return (
    <div className="space-y-2 pb-2" role="status">
      <p className="text-base font-medium">{t("inviteReady")}</p>
      <CopyField value={link.url} label={label} />
      <p className="text-sm text-muted">
        {t("inviteUntil", {
          date: format.dateTime(link.expiresAt, { dateStyle: "medium", timeStyle: "short" }),
        })}
      </p>
    </div>
  );
}
