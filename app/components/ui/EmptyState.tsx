import type { ReactNode } from "react";

export interface EmptyStateProps {
  icon?: ReactNode;
  title: ReactNode;
  /** What belongs here and what to do next. */
  description?: ReactNode;
  /** The real button of the next step. */
  action?: ReactNode;
}

export function EmptyState({ icon, title, description, action }: EmptyStateProps) {
  return (
    <div className="mx-auto flex max-w-md flex-col items-center px-4 py-12 text-center">
      {icon !== undefined && (
        <div className="mb-4 flex size-10 items-center justify-center rounded-full bg-sunken text-faint">
          {icon}
        </div>
      )}
      <h2 className="text-lg font-semibold text-balance">{title}</h2>
      {description !== undefined && <p className="mt-1.5 text-base text-pretty text-muted">{description}</p>}
      {action !== undefined && <div className="mt-5 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  );
}
