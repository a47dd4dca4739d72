"use client";

import { Ellipsis, KeyRound, ShieldCheck, ShieldOff, UserCheck, UserMinus, UserX } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { ListedMember } from "@/app/[locale]/(workspace)/projects/[projectId]/members/listed-member";
import { ResetLinkDialog } from "@/app/[locale]/(workspace)/projects/[projectId]/members/ResetLinkDialog";
import {
  useMemberChange,
  type MemberChange,
} from "@/app/[locale]/(workspace)/projects/[projectId]/members/use-member-change";
import { ConfirmDialog } from "@/app/components/ui/ConfirmDialog";
import { IconButton } from "@/app/components/ui/IconButton";
import { Menu, MenuItem, MenuSeparator } from "@/app/components/ui/Menu";

const ICON = "size-4 text-muted";

export interface MemberActionsProps {
  projectId: string;
  member: ListedMember;
}

/** What an admin can do about somebody else's account and membership; each change is asked for once more. */
export function MemberActions({ projectId, member }: MemberActionsProps) {
  const t = useTranslations("members");
  const [change, setChange] = useState<MemberChange>("remove");
  const [asking, setAsking] = useState(false);
  const [resetting, setResetting] = useState(false);
  const { apply, pending } = useMemberChange({ projectId, member, onDone: () => setAsking(false) });
  const ask = (next: MemberChange) => () => {
    setChange(next);
    setAsking(true);
  };
  const { name } = member;
  const isAdmin = member.role === "admin";
  const isDisabled = member.disabledAt !== null;
  const text = change === "remove" && isAdmin ? "removeAdmin" : change;
  return (
    <>
      <Menu
        trigger={
          <IconButton
            size="sm"
            label={t("actionsFor", { name })}
            icon={<Ellipsis aria-hidden className="size-4" />}
          />
        }
      >
        {member.canSignIn && (
          <>
            {!isDisabled && (
              <MenuItem icon={<KeyRound aria-hidden className={ICON} />} onSelect={() => setResetting(true)}>
                {t("resetLink")}
              </MenuItem>
            )}
            {isAdmin ? (
              <MenuItem icon={<ShieldOff aria-hidden className={ICON} />} onSelect={ask("demote")}>
                {t("changes.demote.action")}
              </MenuItem>
            ) : (
              <MenuItem icon={<ShieldCheck aria-hidden className={ICON} />} onSelect={ask("promote")}>
                {t("changes.promote.action")}
              </MenuItem>
            )}
            {isDisabled ? (
              <MenuItem icon={<UserCheck aria-hidden className={ICON} />} onSelect={ask("enable")}>
                {t("changes.enable.action")}
              </MenuItem>
            ) : (
              <MenuItem danger icon={<UserX aria-hidden className="size-4" />} onSelect={ask("disable")}>
                {t("changes.disable.action")}
              </MenuItem>
            )}
          </>
        )}
        {member.canSignIn && member.joinedAt !== null && <MenuSeparator />}
        {member.joinedAt !== null && (
          <MenuItem danger icon={<UserMinus aria-hidden className="size-4" />} onSelect={ask("remove")}>
            {t("changes.remove.action")}
          </MenuItem>
        )}
      </Menu>
      <ConfirmDialog
        danger={change === "remove" || change === "disable"}
        open={asking}
        onOpenChange={setAsking}
        title={t(`changes.${change}.title`, { name })}
        description={t(`changes.${text}.text`, { name })}
        confirmLabel={t(`changes.${change}.confirm`)}
        loading={pending}
        onConfirm={() => apply(change)}
      />
      <ResetLinkDialog projectId={projectId} member={member} open={resetting} onOpenChange={setResetting} />
    </>
  );
}
