"use client";

import { useTranslations } from "next-intl";
import type { ListedMember } from "@/app/[locale]/(workspace)/projects/[projectId]/members/listed-member";
import { MemberActions } from "@/app/[locale]/(workspace)/projects/[projectId]/members/MemberActions";
import { useMe } from "@/app/components/shell/me";
import { Badge } from "@/app/components/ui/Badge";
import { SyntheticBadge } from "@/app/components/ui/SyntheticBadge";
import { Table, TableCell, TableHead, TableRow } from "@/app/components/ui/Table";
import { Timestamp } from "@/app/components/ui/Timestamp";
import { seriesColorOf } from "@/app/components/ui/series-color";

export interface MemberTableProps {
  projectId: string;
  members: readonly ListedMember[];
}

export function MemberTable({ projectId, members }: MemberTableProps) {
  const t = useTranslations("members");
  const me = useMe();
  return (
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
                  className="mt-1.5 size-2 shrink-0 self-start rounded-full"
                  style={{ backgroundColor: seriesColorOf(member.userId) }}
                />
                <span className="flex flex-wrap items-center gap-x-2">
                  {member.name}
                  {member.userId === me.id && <Badge>{t("you")}</Badge>}
                  {member.isSynthetic && <SyntheticBadge />}
                  {member.disabledAt !== null && <Badge tone="danger">{t("disabled")}</Badge>}
                </span>
              </div>
              <div className="pl-4 text-xs text-muted sm:hidden">
                {member.isSynthetic ? t("program") : t(`roles.${member.role}`)}
              </div>
              {member.canSignIn && (
                <div className="pl-4 text-xs wrap-anywhere text-faint">{member.email}</div>
              )}
            </TableCell>
            <TableCell className="hidden whitespace-nowrap sm:table-cell">
              {member.isSynthetic ? t("program") : t(`roles.${member.role}`)}
            </TableCell>
            <TableCell numeric>{member.judgmentCount}</TableCell>
            <TableCell className="hidden text-muted sm:table-cell">
              {member.joinedAt === null ? t("notJoined") : <Timestamp at={member.joinedAt} />}
            </TableCell>
            <TableCell numeric className="py-1">
              {member.userId !== me.id && (member.canSignIn || member.joinedAt !== null) && (
                <MemberActions projectId={projectId} member={member} />
              )}
            </TableCell>
          </TableRow>
        ))}
      </Table>
    </div>
  );
}
