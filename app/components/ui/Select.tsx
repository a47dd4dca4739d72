"use client";

import { Check, ChevronDown } from "lucide-react";
import { Select as Primitive } from "radix-ui";
import type { ReactNode } from "react";
import { styleNonce } from "@/app/components/style-nonce";
import { classNames } from "@/app/components/ui/class-names";
import { fieldClasses } from "@/app/components/ui/field-classes";

export interface SelectOption {
  value: string;
  label: ReactNode;
  /** A second line under the label in the list. */
  note?: ReactNode;
  disabled?: boolean;
}

export interface SelectProps {
  value: string | undefined;
  onValueChange: (value: string) => void;
  /** Values must not be empty strings. */
  options: readonly SelectOption[];
  placeholder?: string;
  disabled?: boolean;
  id?: string;
  required?: boolean;
  className?: string;
  "aria-label"?: string;
  "aria-describedby"?: string | undefined;
  "aria-invalid"?: true | undefined;
}

export function Select({
  value,
  onValueChange,
  options,
  placeholder,
  disabled,
  required,
  className,
  ...trigger
}: SelectProps) {
  return (
    <Primitive.Root
      value={value ?? ""}
      onValueChange={onValueChange}
      disabled={disabled ?? false}
      required={required ?? false}
    >
      <Primitive.Trigger
        className={classNames(
          fieldClasses,
          "flex h-8 items-center justify-between gap-2 px-2.5 text-left data-placeholder:text-faint",
          className,
        )}
        {...trigger}
      >
        <span className="min-w-0 truncate">
          <Primitive.Value placeholder={placeholder} />
        </span>
        <Primitive.Icon asChild>
          <ChevronDown aria-hidden className="size-4 shrink-0 text-faint" />
        </Primitive.Icon>
      </Primitive.Trigger>
      <Primitive.Portal>
        <Primitive.Content
          position="popper"
          sideOffset={4}
          className="z-50 max-h-(--radix-select-content-available-height) min-w-(--radix-select-trigger-width) animate-appear overflow-hidden rounded-md border border-line bg-raised shadow-float"
        >
          <Primitive.Viewport className="p-1" nonce={styleNonce() ?? ""}>
            {options.map((option) => (
              <Primitive.Item
                key={option.value}
                value={option.value}
                disabled={option.disabled ?? false}
                className="relative flex cursor-default items-center rounded-sm py-1 pr-8 pl-2 text-base outline-none data-disabled:text-faint data-highlighted:bg-accent-soft"
              >
                <div className="min-w-0">
                  <Primitive.ItemText>{option.label}</Primitive.ItemText>
                  {option.note !== undefined && <div className="text-xs text-faint">{option.note}</div>}
                </div>
                <Primitive.ItemIndicator className="absolute right-2">
                  <Check aria-hidden className="size-4 text-accent" />
                </Primitive.ItemIndicator>
              </Primitive.Item>
            ))}
          </Primitive.Viewport>
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}
