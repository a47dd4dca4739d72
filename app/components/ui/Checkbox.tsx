"use client";

import { Check, Minus } from "lucide-react";
import { Checkbox as Primitive } from "radix-ui";
import type { ComponentProps } from "react";
import { classNames } from "@/app/components/ui/class-names";

/** Needs a `<label htmlFor>` or an aria-label. */
export function Checkbox({ className, checked, ...rest }: ComponentProps<typeof Primitive.Root>) {
  return (
    <Primitive.Root
      checked={checked}
      className={classNames(
        "inline-flex size-4 shrink-0 items-center justify-center rounded-sm border border-field bg-raised",
        "transition-colors duration-150 hover:border-muted disabled:opacity-50",
        "data-[state=checked]:border-accent data-[state=checked]:bg-accent data-[state=checked]:text-on-accent",
        "data-[state=indeterminate]:border-accent data-[state=indeterminate]:bg-accent data-[state=indeterminate]:text-on-accent",
        className,
      )}
      {...rest}
    >
      <Primitive.Indicator>
        {checked === "indeterminate" ? (
          <Minus aria-hidden className="size-3" strokeWidth={3} />
        ) : (
          <Check aria-hidden className="size-3" strokeWidth={3} />
        )}
      </Primitive.Indicator>
    </Primitive.Root>
  );
}
