"use client";

export interface HoverCardProps {
  stepLabel: string;
  formatValue: (value: number) => string;
  /** Given by recharts. */
  active?: boolean;
  label?: string | number;
  payload?: readonly { name?: string | number; value?: unknown; color?: string }[];
}

/** What the curves say at the step under the pointer. */
export function HoverCard({ stepLabel, formatValue, active, label, payload }: HoverCardProps) {
  if (active !== true || payload === undefined || payload.length === 0) return null;
  return (
    <div className="rounded-md border border-line bg-raised px-2 py-1 text-xs shadow-float figures">
      <div className="text-faint">
        {stepLabel} {label}
      </div>
      {payload.map((entry) => (
        <div key={String(entry.name)} className="flex items-center gap-1.5">
          <span aria-hidden className="h-0.5 w-3 rounded-full" style={{ backgroundColor: entry.color }} />
          {payload.length > 1 && <span className="text-muted">{entry.name}</span>}
          <b className="ml-auto font-semibold">
            {typeof entry.value === "number" ? formatValue(entry.value) : "–"}
          </b>
        </div>
      ))}
    </div>
  );
}
