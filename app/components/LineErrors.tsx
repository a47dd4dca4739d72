const SHOWN = 8;

export interface LineErrorsProps {
  errors: readonly { line: number; message: string }[];
  title: string;
  lineLabel: (line: number) => string;
  moreLabel: (count: number) => string;
}

/** The lines of an import that cannot be read, each with its reason. */
export function LineErrors({ errors, title, lineLabel, moreLabel }: LineErrorsProps) {
  if (errors.length === 0) return null;
  return (
    <div className="rounded-md border border-danger/30 bg-danger-soft px-3 py-2 text-sm">
      <p className="font-medium text-danger">{title}</p>
      <ul className="mt-1 space-y-0.5">
        {errors.slice(0, SHOWN).map((error) => (
          <li key={error.line} className="flex gap-2">
            <span className="shrink-0 text-muted figures">{lineLabel(error.line)}</span>
            <span className="min-w-0 wrap-anywhere">{error.message}</span>
          </li>
        ))}
        {errors.length > SHOWN && <li className="text-muted">{moreLabel(errors.length - SHOWN)}</li>}
      </ul>
    </div>
  );
}
