"use client";

import { useLocale, useTranslations } from "next-intl";
import { useCallback } from "react";
import { readAppError } from "@/app/trpc/read-app-error";

/**
 * The reader's words for whatever was thrown. The server's own sentence is English and names the thing at fault; in
 * other languages the code's sentence is said instead.
 */
export function useErrorMessage(): (error: unknown) => string {
  const t = useTranslations("errors");
  const locale = useLocale();
  return useCallback(
    (error: unknown) => {
      const appError = readAppError(error);
      if (appError === null) return t("unknown");
      const ownWords = appError.message !== "" && appError.code !== "INTERNAL" && appError.code !== "OFFLINE";
      if (locale === "en" && ownWords) return appError.message;
      return t(appError.code);
    },
    [t, locale],
  );
}
