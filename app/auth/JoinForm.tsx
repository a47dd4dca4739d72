"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { NewPerson } from "@/app/auth/check-new-person";
import { NewPersonForm } from "@/app/auth/NewPersonForm";
import { signInWithPassword } from "@/app/auth/sign-in-with-password";
import { Button } from "@/app/components/ui/Button";
import { Notice } from "@/app/components/ui/Notice";
import { useErrorMessage } from "@/app/components/ui/use-error-message";
import { useRouter } from "@/app/i18n/navigation";
import { useTRPC } from "@/app/trpc/context";

export interface JoinFormProps {
  token: string;
  /** Somebody is signed in and can join as who they are. */
  signedInAs: string | null;
}

export function JoinForm({ token, signedInAs }: JoinFormProps) {
  const t = useTranslations("auth");
  const trpc = useTRPC();
  const router = useRouter();
  const errorMessage = useErrorMessage();
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const accept = useMutation(trpc.invite.accept.mutationOptions());
  const join = useMutation(trpc.invite.join.mutationOptions());

  const leave = (projectId: string | null) => {
    router.replace(projectId === null ? "/" : `/projects/${projectId}/annotate`);
    router.refresh();
  };
  const attempt = async (work: () => Promise<void>) => {
    setBusy(true);
    setError(null);
    try {
      await work();
    } catch (failure) {
      setError(errorMessage(failure));
      setBusy(false);
    }
  };
  const joinAsNew = (person: NewPerson) =>
    attempt(async () => {
      const fields = { ...person, name: person.name.trim(), email: person.email.trim() };
      const { projectId } = await accept.mutateAsync({ token, ...fields });
      if ((await signInWithPassword(fields.email, fields.password)) === null) leave(projectId);
      else router.replace("/sign-in");
    });

  if (signedInAs !== null) {
    return (
      <div className="space-y-3">
        {error !== null && (
          <Notice tone="danger" role="alert">
            {error}
          </Notice>
        )}
        <Button
          variant="primary"
          size="lg"
          className="w-full"
          loading={busy}
          onClick={() => void attempt(async () => leave((await join.mutateAsync({ token })).projectId))}
        >
          {t("joinAs", { email: signedInAs })}
        </Button>
      </div>
    );
  }
  return (
    <NewPersonForm
      submitLabel={t("join")}
      busy={busy}
      error={error}
      onSubmit={(person) => void joinAsNew(person)}
    />
  );
}
