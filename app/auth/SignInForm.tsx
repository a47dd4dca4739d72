"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { PasswordInput } from "@/app/auth/PasswordInput";
import { signInWithPassword } from "@/app/auth/sign-in-with-password";
import type { SignInProblem } from "@/app/auth/sign-in-with-password";
import { Button } from "@/app/components/ui/Button";
import { Field } from "@/app/components/ui/Field";
import { Input } from "@/app/components/ui/Input";
import { Notice } from "@/app/components/ui/Notice";
import { useRouter } from "@/app/i18n/navigation";

export interface SignInFormProps {
  /** Where to go afterwards: a path without its language. */
  from: string;
}

export function SignInForm({ from }: SignInFormProps) {
  const t = useTranslations("auth");
  const errors = useTranslations("errors");
  const router = useRouter();
  const [problem, setProblem] = useState<SignInProblem | null>(null);
  const [busy, setBusy] = useState(false);

  const submit = async (form: FormData) => {
    setBusy(true);
    setProblem(null);
    const found = await signInWithPassword(String(form.get("email")), String(form.get("password")));
    if (found === null) {
      router.replace(from);
      router.refresh();
      return;
    }
    setProblem(found);
    setBusy(false);
  };

  return (
    <form
      className="space-y-4"
      onSubmit={(event) => {
        event.preventDefault();
        void submit(new FormData(event.currentTarget));
      }}
    >
      {problem !== null && (
        <Notice tone="danger" role="alert">
          {problem === "unavailable" ? errors("OFFLINE") : t(problem)}
        </Notice>
      )}
      <Field label={t("email")}>
        {(control) => (
          <Input {...control} required name="email" type="email" autoComplete="username" autoFocus />
        )}
      </Field>
      <Field label={t("password")}>
        {(control) => <PasswordInput {...control} required name="password" autoComplete="current-password" />}
      </Field>
      <Button type="submit" variant="primary" size="lg" loading={busy} className="w-full">
        {t("signIn")}
      </Button>
    </form>
  );
}
