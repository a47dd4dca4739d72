import { cookies } from "next/headers";
import { hasLocale } from "next-intl";
import { getRequestConfig } from "next-intl/server";
import { loadMessages } from "@/app/i18n/load-messages";
import { routing } from "@/app/i18n/routing";
import { TIME_ZONE_COOKIE, parseTimeZone } from "@/app/i18n/time-zone";

export default getRequestConfig(async ({ requestLocale }) => {
  const requested = await requestLocale;
  const locale = hasLocale(routing.locales, requested) ? requested : routing.defaultLocale;
  const timeZone = parseTimeZone((await cookies()).get(TIME_ZONE_COOKIE)?.value);
  return { locale, timeZone, messages: await loadMessages(locale) };
});
