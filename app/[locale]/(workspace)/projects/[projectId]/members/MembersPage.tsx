"use client";

import { useQuery } from "@tanstack/react-query";
import { UserPlus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { InviteDialog } from "@/app/[locale]/(workspace)/projects/[projectId]/members/InviteDialog";
import { InviteList } from "@/app/[locale]/(workspace)/projects/[projectId]/members/InviteList";
import { MemberTable } from "@/app/[locale]/(workspace)/projects/[projectId]/members/MemberTable";
import { QueryView } from "@/app/components/QueryView";
import { TableSkeleton } from "@/app/components/TableSkeleton";
import { Button } from "@/app/components/ui/Button";
import { PageHeader } from "@/app/components/ui/PageHeader";
import { useTRPC } from "@/app/trpc/context";

export function MembersPage({ projectId }: { projectId: string }) {
  const t = useTranslations("members");
  const trpc = useTRPC();
  const members = useQuery(trpc.project.members.queryOptions({ projectId }));
  const [inviting, setInviting] = useState(false);
  return (
    <>
      <PageHeader
        title={t("title")}
        description={t("description")}
        actions={
          <Button
            variant="primary"
            icon={<UserPlus aria-hidden className="size-4" />}
            onClick={() => setInviting(true)}
          >
            {t("invite")}
          </Button>
        }
      />
      <div className="space-y-8">
        <QueryView query={members} skeleton={<TableSkeleton rows={4} />}>
          {(data) => <MemberTable projectId={projectId} members={data} />}
        </QueryView>
        <InviteList projectId={projectId} />
      </div>
      <InviteDialog projectId={projectId} open={inviting} onOpenChange={setInviting} />
    </>
  );
}
