"use client";

import { useTranslations } from "next-intl";
import { useCallback } from "react";
import { useToast } from "@/app/components/ui/Toaster";
import { useErrorMessage } from "@/app/components/ui/use-error-message";

/** For mutations: `useMutation(….mutationOptions({ onError: useFailureToast() }))`. */
export function useFailureToast(): (error: unknown) => void {
  const t = useTranslations("common");
  const toast = useToast();
  const errorMessage = useErrorMessage();
  return useCallback(
    (error: unknown) => toast({ title: t("errorTitle"), description: errorMessage(error), tone: "danger" }),
    [t, toast, errorMessage],
  );
}
