"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { PASSWORD_MIN } from "@/app/auth/check-new-person";
import { PasswordInput } from "@/app/auth/PasswordInput";
import { signInWithPassword } from "@/app/auth/sign-in-with-password";
import { useMe } from "@/app/components/shell/me";
import { Button } from "@/app/components/ui/Button";
import { Field } from "@/app/components/ui/Field";
import { Notice } from "@/app/components/ui/Notice";
import { useToast } from "@/app/components/ui/Toaster";
import { useErrorMessage } from "@/app/components/ui/use-error-message";
import { useRouter } from "@/app/i18n/navigation";
import { useTRPC } from "@/app/trpc/context";

/** A new password ends every session of the account; this one signs in again by itself. */
export function PasswordForm() {
  const t = useTranslations("auth");
  const me = useMe();
  const trpc = useTRPC();
  const router = useRouter();
  const toast = useToast();
  const errorMessage = useErrorMessage();
  const [error, setError] = useState<string | null>(null);
  const [missing, setMissing] = useState(0);
  const change = useMutation(trpc.account.changePassword.mutationOptions());

  const submit = async (form: HTMLFormElement) => {
    const fields = new FormData(form);
    const newPassword = String(fields.get("new"));
    const short = Math.max(0, PASSWORD_MIN - newPassword.length);
    setMissing(short);
    setError(null);
    if (short > 0) return;
    try {
      await change.mutateAsync({ currentPassword: String(fields.get("current")), newPassword });
    } catch (failure) {
      setError(errorMessage(failure));
      return;
    }
    form.reset();
    toast({ tone: "success", title: t("passwordChanged") });
    if ((await signInWithPassword(me.email, newPassword)) !== null) router.replace("/sign-in");
  };

  return (
    <form
      className="space-y-3 border-t border-line pt-4"
      onSubmit={(event) => {
        event.preventDefault();
        void submit(event.currentTarget);
      }}
    >
      <h3 className="text-base font-semibold">{t("changePassword")}</h3>
      <p className="text-sm text-muted">{t("changePasswordText")}</p>
      {error !== null && (
        <Notice tone="danger" role="alert">
          {error}
        </Notice>
      )}
      {/* For password managers. */}
      <input type="hidden" name="username" autoComplete="username" value={me.email} readOnly />
      <Field label={t("currentPassword")}>
        {(control) => <PasswordInput {...control} required name="current" autoComplete="current-password" />}
      </Field>
      <Field
        label={t("newPassword")}
        hint={t("passwordHint", { min: PASSWORD_MIN })}
        error={missing > 0 ? t("passwordTooShort", { count: missing }) : undefined}
      >
        {(control) => <PasswordInput {...control} required name="new" autoComplete="new-password" />}
      </Field>
      <Button type="submit" loading={change.isPending}>
        {t("changePassword")}
      </Button>
    </form>
  );
}
