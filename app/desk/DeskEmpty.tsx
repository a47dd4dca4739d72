"use client";

import { Inbox } from "lucide-react";
import { useParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { useMe } from "@/app/components/shell/me";
import { Button } from "@/app/components/ui/Button";
import { EmptyState } from "@/app/components/ui/EmptyState";
import { Link } from "@/app/i18n/navigation";

export function DeskEmpty({ done, onReload }: { done: number; onReload: () => void }) {
  const t = useTranslations("desk");
  const me = useMe();
  const { projectId } = useParams<{ projectId: string }>();
  const isAdmin = me.role === "admin";
  return (
    <div className="flex flex-1 items-center">
      <EmptyState
        icon={<Inbox aria-hidden className="size-5" />}
        title={t("emptyTitle")}
        description={
          <>
            {done > 0 ? t("emptyDone", { count: done }) : t("emptyNone")}
            {isAdmin && <span className="mt-2 block">{t("emptyAdmin")}</span>}
          </>
        }
        action={
          <>
            <Button onClick={onReload}>{t("lookAgain")}</Button>
            {isAdmin && (
              <Button variant="primary" asChild>
                <Link href={`/projects/${projectId}/rounds`}>{t("toRounds")}</Link>
              </Button>
            )}
          </>
        }
      />
    </div>
  );
}
