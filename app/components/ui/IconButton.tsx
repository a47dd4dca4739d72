"use client";

import type { ComponentProps, ReactNode } from "react";
import { Tooltip } from "@/app/components/ui/Tooltip";
import { classNames } from "@/app/components/ui/class-names";

export interface IconButtonProps extends Omit<ComponentProps<"button">, "children"> {
  /** Said by screen readers and shown as the tooltip. */
  label: string;
  icon: ReactNode;
  size?: "sm" | "md";
}

export function IconButton({
  label,
  icon,
  size = "md",
  className,
  type = "button",
  ...rest
}: IconButtonProps) {
  return (
    <Tooltip content={label}>
      <button
        type={type}
        aria-label={label}
        className={classNames(
          "inline-flex shrink-0 items-center justify-center rounded-md text-muted transition-colors duration-150",
          "hover:bg-sunken hover:text-ink disabled:pointer-events-none disabled:opacity-50",
          size === "sm" ? "size-7" : "size-8",
          className,
        )}
        {...rest}
      >
        {icon}
      </button>
    </Tooltip>
  );
}
