import type { ReactNode } from "react";

export interface PageHeaderProps {
  title: ReactNode;
  description?: ReactNode;
  /** Badges beside the title. */
  badges?: ReactNode;
  /** Buttons, the main one last. */
  actions?: ReactNode;
  /** A link back to the list, above the title. */
  back?: ReactNode;
}

export function PageHeader({ title, description, badges, actions, back }: PageHeaderProps) {
  return (
    <header className="mb-6">
      {back !== undefined && <div className="mb-1 text-sm text-muted">{back}</div>}
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="min-w-0">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
            {badges}
          </div>
          {description !== undefined && (
            <p className="mt-1 max-w-[72ch] text-base text-pretty text-muted">{description}</p>
          )}
        </div>
        {actions !== undefined && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </div>
    </header>
  );
}
