"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import type { ListedMember } from "@/app/[locale]/(workspace)/projects/[projectId]/members/listed-member";
import { OneTimeLink } from "@/app/[locale]/(workspace)/projects/[projectId]/members/OneTimeLink";
import { Button } from "@/app/components/ui/Button";
import { Dialog } from "@/app/components/ui/Dialog";
import { useFailureToast } from "@/app/components/use-failure-toast";
import { useTRPC } from "@/app/trpc/context";

export interface ResetLinkDialogProps {
  projectId: string;
  member: ListedMember;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** A link by which somebody who forgot their password sets a new one. */
export function ResetLinkDialog({ projectId, member, open, onOpenChange }: ResetLinkDialogProps) {
  const t = useTranslations("members");
  const trpc = useTRPC();
  const create = useMutation(trpc.account.createResetLink.mutationOptions({ onError: useFailureToast() }));
  const link = create.data;
  const change = (next: boolean) => {
    onOpenChange(next);
    if (!next) create.reset();
  };
  return (
    <Dialog
      open={open}
      onOpenChange={change}
      title={t("resetTitle", { name: member.name })}
      description={t("resetText", { name: member.name })}
      footer={
        link === undefined ? (
          <Button
            variant="primary"
            loading={create.isPending}
            onClick={() => create.mutate({ projectId, userId: member.userId })}
          >
            {t("inviteMake")}
          </Button>
        ) : (
          <Button variant="primary" onClick={() => change(false)}>
            {t("done")}
          </Button>
        )
      }
    >
      {link !== undefined && <OneTimeLink link={link} label={t("resetLinkLabel")} />}
    </Dialog>
  );
}
