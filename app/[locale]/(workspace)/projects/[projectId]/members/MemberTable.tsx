"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { UserMinus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useMe } from "@/app/components/shell/me";
import { Badge } from "@/app/components/ui/Badge";
import { ConfirmDialog } from "@/app/components/ui/ConfirmDialog";
import { IconButton } from "@/app/components/ui/IconButton";
import { SyntheticBadge } from "@/app/components/ui/SyntheticBadge";
import { Table, TableCell, TableHead, TableRow } from "@/app/components/ui/Table";
import { Timestamp } from "@/app/components/ui/Timestamp";
import { useToast } from "@/app/components/ui/Toaster";
import { seriesColorOf } from "@/app/components/ui/series-color";
import { useFailureToast } from "@/app/components/use-failure-toast";
import { useTRPC } from "@/app/trpc/context";
import type { RouterOutputs } from "@/app/trpc/router-outputs";

export interface MemberTableProps {
  projectId: string;
  members: RouterOutputs["project"]["members"];
}

export function MemberTable({ projectId, members }: MemberTableProps) {
  const t = useTranslations("members");
  const me = useMe();
  const [removing, setRemoving] = useState<MemberTableProps["members"][number] | null>(null);
  const [asking, setAsking] = useState(false);
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const toast = useToast();
  const remove = useMutation(
    trpc.project.removeMember.mutationOptions({
      onError: useFailureToast(),
      onSuccess: async () => {
        setAsking(false);
        toast({ title: t("removed", { name: removing?.name ?? "" }), tone: "success" });
        await queryClient.invalidateQueries(trpc.project.members.queryFilter({ projectId }));
      },
    }),
  );
  return (
    <>
      <div className="rounded-lg border border-line bg-panel">
        <Table
          label={t("table")}
          head={
            <>
              <TableHead>{t("columnName")}</TableHead>
              <TableHead className="hidden sm:table-cell">{t("columnRole")}</TableHead>
              <TableHead numeric>{t("columnJudgments")}</TableHead>
              <TableHead className="hidden sm:table-cell">{t("columnJoined")}</TableHead>
              <TableHead>
                <span className="sr-only">{t("columnActions")}</span>
              </TableHead>
            </>
          }
        >
          {members.map((member) => (
            <TableRow key={member.userId}>
              <TableCell>
                <div className="flex items-baseline gap-2 font-medium">
                  <span
                    aria-hidden
                    className="size-2 shrink-0 self-start rounded-full mt-1.5"
                    style={{ backgroundColor: seriesColorOf(member.userId) }}
                  />
                  <span className="flex flex-wrap items-center gap-x-2">
                    {member.name}
                    {member.userId === me.id && <Badge>{t("you")}</Badge>}
                    {member.isSynthetic && <SyntheticBadge />}
                  </span>
                </div>
                <div className="pl-4 text-xs text-muted sm:hidden">
                  {member.isSynthetic ? t("program") : t(`roles.${member.role}`)}
                </div>
                {member.canSignIn && <div className="pl-4 text-xs text-faint">{member.email}</div>}
              </TableCell>
              <TableCell className="hidden whitespace-nowrap sm:table-cell">
                {member.isSynthetic ? t("program") : t(`roles.${member.role}`)}
              </TableCell>
              <TableCell numeric>{member.judgmentCount}</TableCell>
              <TableCell className="hidden text-muted sm:table-cell">
                <Timestamp at={member.joinedAt} />
              </TableCell>
              <TableCell numeric className="py-1">
                {member.userId !== me.id && (
                  <IconButton
                    size="sm"
                    label={t("removeTitle", { name: member.name })}
                    icon={<UserMinus aria-hidden className="size-4" />}
                    onClick={() => {
                      setRemoving(member);
                      setAsking(true);
                    }}
                  />
                )}
              </TableCell>
            </TableRow>
          ))}
        </Table>
      </div>
      <ConfirmDialog
        danger
        open={asking}
        onOpenChange={setAsking}
        title={t("removeTitle", { name: removing?.name ?? "" })}
        description={t("removeText", { name: removing?.name ?? "" })}
        confirmLabel={t("removeConfirm")}
        loading={remove.isPending}
        onConfirm={() => {
          if (removing !== null) remove.mutate({ projectId, userId: removing.userId });
        }}
      />
    </>
  );
}
