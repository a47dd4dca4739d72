"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { NewPerson } from "@/app/auth/check-new-person";
import { NewPersonForm } from "@/app/auth/NewPersonForm";
import { signInWithPassword } from "@/app/auth/sign-in-with-password";
import { useErrorMessage } from "@/app/components/ui/use-error-message";
import { useRouter } from "@/app/i18n/navigation";
import { useTRPC } from "@/app/trpc/context";

/** Makes the first administrator, signs in, and opens the demo project where there is one. */
export function SetupForm({ token }: { token: string }) {
  const t = useTranslations("auth");
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  const errorMessage = useErrorMessage();
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const create = useMutation(trpc.setup.createFirstAdmin.mutationOptions());

  const submit = async (person: NewPerson) => {
    setBusy(true);
    setError(null);
    try {
      await create.mutateAsync({ token, ...person, name: person.name.trim(), email: person.email.trim() });
    } catch (failure) {
      setError(errorMessage(failure));
      setBusy(false);
      return;
    }
    if ((await signInWithPassword(person.email.trim(), person.password)) !== null) {
      router.replace("/sign-in");
      return;
    }
    const projects = await queryClient.fetchQuery(trpc.project.list.queryOptions()).catch(() => []);
    const demo = projects.find((project) => project.isDemo);
    router.replace(demo === undefined ? "/" : `/projects/${demo.id}`);
    router.refresh();
  };

  return (
    <NewPersonForm
      submitLabel={t("createAdmin")}
      busy={busy}
      error={error}
      onSubmit={(person) => void submit(person)}
    />
  );
}
