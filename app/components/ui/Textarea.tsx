import type { ComponentProps } from "react";
import { classNames } from "@/app/components/ui/class-names";
import { fieldClasses } from "@/app/components/ui/field-classes";

/** Grows with its text where the browser knows `field-sizing`. */
export function Textarea({ className, rows = 3, ...rest }: ComponentProps<"textarea">) {
  return (
    <textarea
      rows={rows}
      className={classNames(fieldClasses, "field-sizing-content resize-y px-2.5 py-1.5", className)}
      {...rest}
    />
  );
}
