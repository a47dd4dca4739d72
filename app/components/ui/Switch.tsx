"use client";

import { Switch as Primitive } from "radix-ui";
import type { ComponentProps } from "react";
import { classNames } from "@/app/components/ui/class-names";

/** Needs a `<label htmlFor>` or an aria-label. */
export function Switch({ className, ...rest }: ComponentProps<typeof Primitive.Root>) {
  return (
    <Primitive.Root
      className={classNames(
        "inline-flex h-5 w-9 shrink-0 items-center rounded-full border border-field bg-sunken p-0.5",
        "transition-colors duration-150 disabled:opacity-50",
        "data-[state=checked]:border-accent data-[state=checked]:bg-accent",
        className,
      )}
      {...rest}
    >
      <Primitive.Thumb className="size-3.5 rounded-full bg-field transition-transform duration-150 data-[state=checked]:translate-x-4 data-[state=checked]:bg-on-accent" />
    </Primitive.Root>
  );
}
