"use client";

import { useTranslations } from "next-intl";

const IDENTIFIER = /^[0-9a-f]{8}-[0-9a-f]{4}-/;
const HASH = /^[0-9a-f]{32,}$/;

/** The details of an entry as name and value. Ids say nothing to a reader; they are in the tooltip with the rest. */
export function AuditDetails({ details }: { details: Record<string, unknown> }) {
  const t = useTranslations("audit.details");
  const entries = Object.entries(details).filter(
    ([, value]) => value !== null && value !== undefined && !IDENTIFIER.test(String(value)),
  );
  if (entries.length === 0) return null;
  const label = (name: string) => (t.has(name as "number") ? t(name as "number") : name);
  return (
    <dl
      className="flex max-w-xl flex-wrap gap-x-3 gap-y-0.5 text-xs"
      title={JSON.stringify(details, null, 1)}
    >
      {entries.map(([name, value]) => (
        <div key={name} className="flex min-w-0 gap-1">
          <dt className="text-faint">{label(name)}</dt>
          <dd className="max-w-64 truncate figures">{inWords(value)}</dd>
        </div>
      ))}
    </dl>
  );
}

function inWords(value: unknown): string {
  if (Array.isArray(value)) return value.map(String).join(", ");
  if (typeof value === "object") return JSON.stringify(value);
  const text = String(value);
  return HASH.test(text) ? text.slice(0, 12) : text;
}
