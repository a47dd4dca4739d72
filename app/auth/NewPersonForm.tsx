"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { checkNewPerson, PASSWORD_MIN } from "@/app/auth/check-new-person";
import type { NewPerson } from "@/app/auth/check-new-person";
import { PasswordInput } from "@/app/auth/PasswordInput";
import { Button } from "@/app/components/ui/Button";
import { Field } from "@/app/components/ui/Field";
import { Input } from "@/app/components/ui/Input";
import { Notice } from "@/app/components/ui/Notice";

export interface NewPersonFormProps {
  submitLabel: string;
  busy: boolean;
  /** What the server said. */
  error: string | null;
  onSubmit: (person: NewPerson) => void;
}

export function NewPersonForm({ submitLabel, busy, error, onSubmit }: NewPersonFormProps) {
  const t = useTranslations("auth");
  const [person, setPerson] = useState<NewPerson>({ name: "", email: "", password: "" });
  const [tried, setTried] = useState(false);
  const problems = tried ? checkNewPerson(person) : {};
  const set = (key: keyof NewPerson) => (event: { currentTarget: { value: string } }) => {
    const { value } = event.currentTarget;
    setPerson((now) => ({ ...now, [key]: value }));
  };
  const words = (key: keyof NewPerson) => {
    const problem = problems[key];
    if (problem === undefined) return undefined;
    return problem === "passwordTooShort"
      ? t("passwordTooShort", { count: PASSWORD_MIN - person.password.length })
      : t(problem);
  };
  return (
    <form
      noValidate
      className="space-y-4"
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        const found = checkNewPerson(person);
        const first = (["name", "email", "password"] as const).find((key) => found[key] !== undefined);
        if (first === undefined) onSubmit(person);
        else event.currentTarget.querySelector<HTMLInputElement>(`[name="${first}"]`)?.focus();
      }}
    >
      {error !== null && (
        <Notice tone="danger" role="alert">
          {error}
        </Notice>
      )}
      <Field label={t("name")} hint={t("nameHint")} error={words("name")} required>
        {(control) => (
          <Input
            {...control}
            name="name"
            autoComplete="name"
            maxLength={100}
            value={person.name}
            onChange={set("name")}
            autoFocus
          />
        )}
      </Field>
      <Field label={t("email")} error={words("email")} required>
        {(control) => (
          <Input
            {...control}
            name="email"
            type="email"
            autoComplete="username"
            value={person.email}
            onChange={set("email")}
          />
        )}
      </Field>
      <Field
        label={t("password")}
        hint={t("passwordHint", { min: PASSWORD_MIN })}
        error={words("password")}
        required
      >
        {(control) => (
          <PasswordInput
            {...control}
            name="password"
            autoComplete="new-password"
            value={person.password}
            onChange={set("password")}
          />
        )}
      </Field>
      <Button type="submit" variant="primary" size="lg" loading={busy} className="w-full">
        {submitLabel}
      </Button>
    </form>
  );
}
