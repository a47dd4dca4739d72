import type { ReactNode } from "react";
import { classNames } from "@/app/components/ui/class-names";

export interface PanelProps {
  title?: ReactNode;
  /** One line under the title. */
  description?: ReactNode;
  actions?: ReactNode;
  children?: ReactNode;
  /** Without inner padding, for tables and lists that reach the edge. */
  flush?: boolean;
  className?: string;
}

export function Panel({ title, description, actions, children, flush = false, className }: PanelProps) {
  const hasHeader = title !== undefined || actions !== undefined;
  return (
    <section className={classNames("min-w-0 rounded-lg border border-line bg-panel", className)}>
      {hasHeader && (
        <header
          className={classNames(
            "flex flex-wrap justify-between gap-x-4 gap-y-2 px-4 py-3",
            description === undefined ? "items-center" : "items-start",
            flush && "border-b border-line",
          )}
        >
          <div className="min-w-0">
            <h2 className="text-base font-semibold">{title}</h2>
            {description !== undefined && <p className="mt-0.5 text-sm text-muted">{description}</p>}
          </div>
          {actions !== undefined && <div className="flex items-center gap-2">{actions}</div>}
        </header>
      )}
      <div className={classNames(!flush && "px-4 pb-4", !flush && !hasHeader && "pt-4")}>{children}</div>
    </section>
  );
}
