"use client";

import { useEffect } from "react";
import { TIME_ZONE_COOKIE } from "@/app/i18n/time-zone";
import { writeCookie } from "@/app/components/write-cookie";

/** Tells the server the browser's time zone, from the second page on. */
export function TimeZoneCookie() {
  useEffect(() => {
    writeCookie(TIME_ZONE_COOKIE, Intl.DateTimeFormat().resolvedOptions().timeZone);
  }, []);
  return null;
}
