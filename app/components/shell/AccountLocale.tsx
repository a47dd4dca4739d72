"use client";

import { useMutation } from "@tanstack/react-query";
import { useLocale } from "next-intl";
import { useEffect } from "react";
import { useTRPC } from "@/app/trpc/context";

/** Keeps the account's language at the one that is read: items in it are handed out first. */
export function AccountLocale({ stored }: { stored: string }) {
  const locale = useLocale();
  const trpc = useTRPC();
  const { mutate } = useMutation(trpc.account.update.mutationOptions());
  useEffect(() => {
    // A preference: where it does not arrive, the next page says it again.
    if (locale !== stored) mutate({ locale });
  }, [mutate, locale, stored]);
  return null;
}
