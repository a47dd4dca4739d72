import type { ComponentProps } from "react";
import { classNames } from "@/app/components/ui/class-names";
import { fieldClasses } from "@/app/components/ui/field-classes";

export function Input({ className, ...rest }: ComponentProps<"input">) {
  return <input className={classNames(fieldClasses, "h-8 px-2.5", className)} {...rest} />;
}
