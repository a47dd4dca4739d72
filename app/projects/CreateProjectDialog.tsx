"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { Button } from "@/app/components/ui/Button";
import { Dialog } from "@/app/components/ui/Dialog";
import { Field } from "@/app/components/ui/Field";
import { Input } from "@/app/components/ui/Input";
import { Notice } from "@/app/components/ui/Notice";
import { Textarea } from "@/app/components/ui/Textarea";
import { useErrorMessage } from "@/app/components/ui/use-error-message";
import { useRouter } from "@/app/i18n/navigation";
import { useTRPC } from "@/app/trpc/context";

export interface CreateProjectDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function CreateProjectDialog({ open, onOpenChange }: CreateProjectDialogProps) {
  const t = useTranslations("projects");
  const common = useTranslations("common");
  const formId = useId();
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  const errorMessage = useErrorMessage();
  const [nameMissing, setNameMissing] = useState(false);
  const create = useMutation(
    trpc.project.create.mutationOptions({
      onSuccess: async ({ id }) => {
        await queryClient.invalidateQueries({ queryKey: trpc.project.list.queryKey() });
        router.push(`/projects/${id}`);
      },
    }),
  );
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={t("createTitle")}
      description={t("createText")}
      footer={
        <>
          <Button variant="ghost" onClick={() => onOpenChange(false)}>
            {common("cancel")}
          </Button>
          <Button variant="primary" type="submit" form={formId} loading={create.isPending}>
            {common("create")}
          </Button>
        </>
      }
    >
      <form
        id={formId}
        noValidate
        className="space-y-4 py-1"
        onSubmit={(event) => {
          event.preventDefault();
          const form = new FormData(event.currentTarget);
          const name = String(form.get("name")).trim();
          setNameMissing(name === "");
          if (name !== "") create.mutate({ name, description: String(form.get("description")) });
        }}
      >
        {create.isError && (
          <Notice tone="danger" role="alert">
            {errorMessage(create.error)}
          </Notice>
        )}
        <Field label={t("name")} error={nameMissing ? t("nameMissing") : undefined} required>
          {(control) => <Input {...control} name="name" maxLength={120} autoFocus />}
        </Field>
        <Field label={t("description")} hint={t("descriptionHint")} aside={common("optional")}>
          {(control) => <Textarea {...control} name="description" maxLength={2000} />}
        </Field>
      </form>
    </Dialog>
  );
}
