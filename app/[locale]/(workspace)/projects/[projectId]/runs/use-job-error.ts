"use client";

import { useTranslations } from "next-intl";
import { jobErrorText, type TellableError } from "@/app/components/ui/error-text";

/** A job's failure in the reader's language. */
export function useJobError(): (error: TellableError) => string {
  const t = useTranslations("errors");
  return (error) => jobErrorText(t, error);
}
