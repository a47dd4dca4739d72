/** The details of an entry as name and value, short values only; the rest is in the tooltip. */
export function AuditDetails({ details }: { details: Record<string, unknown> }) {
  const entries = Object.entries(details).filter(([, value]) => value !== null && value !== undefined);
  if (entries.length === 0) return null;
  return (
    <dl
      className="flex max-w-xl flex-wrap gap-x-3 gap-y-0.5 text-xs"
      title={JSON.stringify(details, null, 1)}
    >
      {entries.map(([name, value]) => (
        <div key={name} className="flex min-w-0 gap-1">
          <dt className="text-faint">{name}</dt>
          <dd className="max-w-64 truncate figures">
            {typeof value === "object" ? JSON.stringify(value) : String(value)}
          </dd>
        </div>
      ))}
    </dl>
  );
}
