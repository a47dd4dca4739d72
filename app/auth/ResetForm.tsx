"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { PASSWORD_MIN } from "@/app/auth/check-new-person";
import { PasswordInput } from "@/app/auth/PasswordInput";
import { signInWithPassword } from "@/app/auth/sign-in-with-password";
import { Button } from "@/app/components/ui/Button";
import { Field } from "@/app/components/ui/Field";
import { Notice } from "@/app/components/ui/Notice";
import { useErrorMessage } from "@/app/components/ui/use-error-message";
import { useRouter } from "@/app/i18n/navigation";
import { useTRPC } from "@/app/trpc/context";

export interface ResetFormProps {
  token: string;
  email: string;
}

/** Sets a new password by a one-time link, and signs in with it. */
export function ResetForm({ token, email }: ResetFormProps) {
  const t = useTranslations("auth");
  const trpc = useTRPC();
  const router = useRouter();
  const errorMessage = useErrorMessage();
  const [error, setError] = useState<string | null>(null);
  const [missing, setMissing] = useState(0);
  const [busy, setBusy] = useState(false);
  const reset = useMutation(trpc.account.resetPassword.mutationOptions());

  const submit = async (password: string) => {
    const short = Math.max(0, PASSWORD_MIN - password.length);
    setMissing(short);
    setError(null);
    if (short > 0) return;
    setBusy(true);
    try {
      await reset.mutateAsync({ token, password });
    } catch (failure) {
      setError(errorMessage(failure));
      setBusy(false);
      return;
    }
    router.replace((await signInWithPassword(email, password)) === null ? "/" : "/sign-in");
    router.refresh();
  };

  return (
    <form
      noValidate
      className="space-y-4"
      onSubmit={(event) => {
        event.preventDefault();
        void submit(String(new FormData(event.currentTarget).get("password")));
      }}
    >
      {error !== null && (
        <Notice tone="danger" role="alert">
          {error}
        </Notice>
      )}
      {/* For password managers. */}
      <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
      <Field
        label={t("newPassword")}
        hint={t("passwordHint", { min: PASSWORD_MIN })}
        error={missing > 0 ? t("passwordTooShort", { count: missing }) : undefined}
      >
        {(control) => (
          <PasswordInput {...control} required autoFocus name="password" autoComplete="new-password" />
        )}
      </Field>
      <Button type="submit" variant="primary" size="lg" loading={busy} className="w-full">
        {t("reset")}
      </Button>
    </form>
  );
}
