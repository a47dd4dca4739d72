/** The browser tells its zone in this cookie, so that the server formats dates as the page will. */
export const TIME_ZONE_COOKIE = "plaudit.zone";

export function parseTimeZone(value: string | undefined): string {
  if (value === undefined) return "UTC";
  try {
    return new Intl.DateTimeFormat("en", { timeZone: decodeURIComponent(value) }).resolvedOptions().timeZone;
  } catch {
    return "UTC";
  }
}
