"use client";

import { useTranslations } from "next-intl";
import { useCallback } from "react";
import { requestErrorText } from "@/app/components/ui/error-text";
import { readAppError } from "@/app/trpc/read-app-error";

/** The reader's words for whatever was thrown. */
export function useErrorMessage(): (error: unknown) => string {
  const t = useTranslations("errors");
  return useCallback(
    (error: unknown) => {
      const appError = readAppError(error);
      return appError === null ? t("unknown") : requestErrorText(t, appError);
    },
    [t],
  );
}
