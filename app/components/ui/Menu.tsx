"use client";

import { Check } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import type { ReactElement, ReactNode } from "react";
import { classNames } from "@/app/components/ui/class-names";

export interface MenuProps {
  trigger: ReactElement;
  children: ReactNode;
  align?: "start" | "end";
}

export function Menu({ trigger, children, align = "end" }: MenuProps) {
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align={align}
          sideOffset={6}
          collisionPadding={8}
          className="z-50 max-h-(--radix-dropdown-menu-content-available-height) min-w-48 max-w-80 animate-appear overflow-y-auto rounded-md border border-line bg-raised p-1 shadow-float"
        >
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

const ITEM =
  "relative flex cursor-default items-center gap-2 rounded-sm px-2 py-1.5 text-base outline-none select-none data-disabled:text-faint data-highlighted:bg-accent-soft";

export interface MenuItemProps {
  children: ReactNode;
  onSelect?: () => void;
  icon?: ReactNode;
  /** Given: the item is one of a choice, ticked or not. */
  checked?: boolean;
  disabled?: boolean;
  danger?: boolean;
  /** Gives its looks to its one child, a link. */
  asChild?: boolean;
}

export function MenuItem({ children, onSelect, icon, checked, disabled, danger, asChild }: MenuItemProps) {
  const classes = classNames(ITEM, danger === true ? "text-danger" : "text-ink");
  const selectable = onSelect === undefined ? {} : { onSelect };
  if (asChild === true) {
    return (
      <DropdownMenu.Item asChild className={classes} disabled={disabled ?? false} {...selectable}>
        {children}
      </DropdownMenu.Item>
    );
  }
  if (checked !== undefined) {
    return (
      <DropdownMenu.CheckboxItem
        className={classNames(classes, "pr-8")}
        checked={checked}
        disabled={disabled ?? false}
        {...selectable}
      >
        {icon}
        {children}
        {checked && <Check aria-hidden className="absolute right-2 size-4 text-accent" />}
      </DropdownMenu.CheckboxItem>
    );
  }
  return (
    <DropdownMenu.Item className={classes} disabled={disabled ?? false} {...selectable}>
      {icon}
      {children}
    </DropdownMenu.Item>
  );
}

export function MenuSeparator() {
  return <DropdownMenu.Separator className="my-1 h-px bg-line" />;
}
