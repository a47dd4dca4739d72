"use client";

import { useLocale, useTranslations } from "next-intl";
import { APP_ERROR_CODES } from "@/lib/errors";

/** A job's failure in the reader's language; in English with the worker's own words, which name the thing at fault. */
export function useJobError(): (error: { code: string; message: string }) => string {
  const t = useTranslations("errors");
  const locale = useLocale();
  return ({ code, message }) => {
    const known = APP_ERROR_CODES.find((one) => one === code);
    if (known === undefined || known === "INTERNAL") return message === "" ? t("INTERNAL") : message;
    return locale === "en" && message !== "" ? message : t(known);
  };
}
