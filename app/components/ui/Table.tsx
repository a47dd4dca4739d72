import type { ComponentProps, ReactNode } from "react";
import { classNames } from "@/app/components/ui/class-names";

export interface TableProps {
  /** Said by screen readers. */
  label: string;
  /** A row of `TableHead`. */
  head: ReactNode;
  /** `TableRow`s. */
  children: ReactNode;
  className?: string;
}

/** Scrolls sideways inside itself, so that the page never does. */
export function Table({ label, head, children, className }: TableProps) {
  return (
    <div
      className={classNames("relative overflow-x-auto scroll-thin", className)}
      role="region"
      aria-label={label}
      tabIndex={0}
    >
      <table className="w-full border-collapse text-left text-base">
        <thead>
          <tr>{head}</tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}

interface CellOptions {
  /** Right-aligned, figures in columns. */
  numeric?: boolean;
}

export function TableHead({ numeric, className, ...rest }: ComponentProps<"th"> & CellOptions) {
  return (
    <th
      scope="col"
      className={classNames(
        "border-b border-line px-3 py-2 text-xs font-medium whitespace-nowrap text-faint first:pl-4 last:pr-4",
        numeric === true && "text-right",
        className,
      )}
      {...rest}
    />
  );
}

export function TableRow({ className, ...rest }: ComponentProps<"tr">) {
  return (
    <tr
      className={classNames(
        "border-b border-line transition-colors duration-150 last:border-b-0 hover:bg-sunken/60",
        className,
      )}
      {...rest}
    />
  );
}

export function TableCell({ numeric, className, ...rest }: ComponentProps<"td"> & CellOptions) {
  return (
    <td
      className={classNames(
        "px-3 py-2 align-top first:pl-4 last:pr-4",
        numeric === true && "text-right whitespace-nowrap figures",
        className,
      )}
      {...rest}
    />
  );
}
