import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";

export interface DisclosureProps {
  label: ReactNode;
  children: ReactNode;
  className?: string;
}

/** Something folded that most people do not need. */
export function Disclosure({ label, children, className }: DisclosureProps) {
  return (
    <details className={`group/disclosure ${className ?? ""}`}>
      <summary className="flex list-none items-center gap-1 text-sm font-medium text-muted hover:text-ink">
        <ChevronRight
          aria-hidden
          className="size-4 transition-transform duration-150 group-open/disclosure:rotate-90"
        />
        {label}
      </summary>
      <div className="mt-3">{children}</div>
    </details>
  );
}
