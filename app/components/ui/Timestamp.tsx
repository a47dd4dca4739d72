"use client";

import { useFormatter, useNow } from "next-intl";

export interface TimestampProps {
  at: Date;
  /** "5 minutes ago", kept current; the exact time is in the tooltip. */
  relative?: boolean;
}

export function Timestamp({ at, relative = true }: TimestampProps) {
  const format = useFormatter();
  const now = useNow({ updateInterval: 30_000 });
  const exact = format.dateTime(at, { dateStyle: "medium", timeStyle: "short" });
  return (
    <time
      dateTime={at.toISOString()}
      title={exact}
      className="whitespace-nowrap figures"
      suppressHydrationWarning
    >
      {relative ? format.relativeTime(at, now < at ? at : now) : exact}
    </time>
  );
}
