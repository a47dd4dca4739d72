"use client";

import { useId } from "react";
import type { ReactNode } from "react";

export interface FieldControl {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
  required: boolean;
}

export interface FieldProps {
  label: ReactNode;
  /** Shown under the control until there is an error. */
  hint?: ReactNode;
  error?: ReactNode;
  required?: boolean;
  /** Beside the label, at the right: a unit, "optional". */
  aside?: ReactNode;
  className?: string;
  /** Spread what it is given over the control: `{(control) => <Input {...control} />}`. */
  children: (control: FieldControl) => ReactNode;
}

export function Field({ label, hint, error, required = false, aside, className, children }: FieldProps) {
  const id = useId();
  const noteId = `${id}-note`;
  const hasError = error !== undefined && error !== null && error !== false && error !== "";
  const note = hasError ? error : hint;
  const hasNote = note !== undefined && note !== null;
  return (
    <div className={className}>
      <div className="mb-1 flex items-baseline justify-between gap-3">
        <label htmlFor={id} className="text-sm font-medium text-ink">
          {label}
        </label>
        {aside !== undefined && <span className="text-xs text-faint">{aside}</span>}
      </div>
      {children({
        id,
        "aria-describedby": hasNote ? noteId : undefined,
        "aria-invalid": hasError || undefined,
        required,
      })}
      {hasNote && (
        <p
          id={noteId}
          className={hasError ? "mt-1 text-xs text-danger" : "mt-1 text-xs text-faint"}
          role={hasError ? "alert" : undefined}
        >
          {note}
        </p>
      )}
    </div>
  );
}
