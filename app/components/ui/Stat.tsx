import type { ReactNode } from "react";

export interface StatProps {
  label: ReactNode;
  value: ReactNode;
  unit?: ReactNode;
  /** An interval, a comparison, "of 200". */
  note?: ReactNode;
}

/** Belongs in a `<dl>`. */
export function Stat({ label, value, unit, note }: StatProps) {
  return (
    <div className="min-w-0">
      <dt className="text-xs text-faint">{label}</dt>
      <dd className="mt-0.5 text-xl font-semibold tracking-tight figures">
        {value}
        {unit !== undefined && <span className="ml-1 text-sm font-normal text-muted">{unit}</span>}
      </dd>
      {note !== undefined && <dd className="text-xs text-muted figures">{note}</dd>}
    </div>
  );
}
