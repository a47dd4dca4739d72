import { defineRouting } from "next-intl/routing";

export const LOCALES = ["en", "zh"] as const;
export type Locale = (typeof LOCALES)[number];

export const routing = defineRouting({
  locales: LOCALES,
  defaultLocale: "en",
  localePrefix: "always",
  localeCookie: { name: "plaudit.locale", maxAge: 60 * 60 * 24 * 365 },
});
