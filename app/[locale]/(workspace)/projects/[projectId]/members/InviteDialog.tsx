"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { OneTimeLink } from "@/app/[locale]/(workspace)/projects/[projectId]/members/OneTimeLink";
import { useFailureToast } from "@/app/components/use-failure-toast";
import { Button } from "@/app/components/ui/Button";
import { Dialog } from "@/app/components/ui/Dialog";
import { Field } from "@/app/components/ui/Field";
import { Select } from "@/app/components/ui/Select";
import { useTRPC } from "@/app/trpc/context";

const ROLES = ["annotator", "admin"] as const;

export interface InviteDialogProps {
  projectId: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function InviteDialog({ projectId, open, onOpenChange }: InviteDialogProps) {
  const t = useTranslations("members");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const onError = useFailureToast();
  const [role, setRole] = useState<(typeof ROLES)[number]>("annotator");
  const create = useMutation(
    trpc.invite.create.mutationOptions({
      onError,
      onSuccess: () => void queryClient.invalidateQueries(trpc.invite.list.queryFilter({ projectId })),
    }),
  );
  const link = create.data;
  const change = (next: boolean) => {
    onOpenChange(next);
    if (!next) create.reset();
  };
  return (
    <Dialog
      open={open}
      onOpenChange={change}
      title={t("inviteTitle")}
      description={t("inviteText")}
      footer={
        link === undefined ? (
          <Button
            variant="primary"
            loading={create.isPending}
            onClick={() => create.mutate({ projectId, role })}
          >
            {t("inviteMake")}
          </Button>
        ) : (
          <>
            <Button variant="ghost" onClick={() => create.reset()}>
              {t("inviteAnother")}
            </Button>
            <Button variant="primary" onClick={() => change(false)}>
              {t("done")}
            </Button>
          </>
        )
      }
    >
      {link === undefined ? (
        <Field label={t("inviteRole")}>
          {(control) => (
            <Select
              {...control}
              value={role}
              onValueChange={(value) => setRole(value === "admin" ? "admin" : "annotator")}
              options={ROLES.map((value) => ({
                value,
                label: t(`roles.${value}`),
                note: t(`roleNotes.${value}`),
              }))}
            />
          )}
        </Field>
      ) : (
        <OneTimeLink link={link} label={t("inviteLink")} />
      )}
    </Dialog>
  );
}
