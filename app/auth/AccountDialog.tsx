"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { PasswordForm } from "@/app/auth/PasswordForm";
import { Button } from "@/app/components/ui/Button";
import { Dialog } from "@/app/components/ui/Dialog";
import { Field } from "@/app/components/ui/Field";
import { Input } from "@/app/components/ui/Input";
import { useToast } from "@/app/components/ui/Toaster";
import { useErrorMessage } from "@/app/components/ui/use-error-message";
import { useMe } from "@/app/components/shell/me";
import { useRouter } from "@/app/i18n/navigation";
import { useTRPC } from "@/app/trpc/context";

export interface AccountDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function AccountDialog({ open, onOpenChange }: AccountDialogProps) {
  const t = useTranslations("auth");
  const common = useTranslations("common");
  const me = useMe();
  const trpc = useTRPC();
  const router = useRouter();
  const toast = useToast();
  const errorMessage = useErrorMessage();
  const rename = useMutation(
    trpc.account.update.mutationOptions({
      onSuccess: () => {
        toast({ tone: "success", title: common("saved") });
        router.refresh();
      },
    }),
  );
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={t("accountTitle")}
      description={me.email}
      width="sm"
    >
      <div className="space-y-6 pb-4">
        <form
          className="flex items-end gap-2"
          onSubmit={(event) => {
            event.preventDefault();
            const name = String(new FormData(event.currentTarget).get("name")).trim();
            if (name !== "" && name !== me.name) rename.mutate({ name });
          }}
        >
          <Field
            label={t("name")}
            className="flex-1"
            error={rename.isError ? errorMessage(rename.error) : undefined}
          >
            {(control) => (
              <Input {...control} name="name" defaultValue={me.name} maxLength={100} autoComplete="name" />
            )}
          </Field>
          <Button type="submit" loading={rename.isPending}>
            {common("save")}
          </Button>
        </form>
        <PasswordForm />
      </div>
    </Dialog>
  );
}
