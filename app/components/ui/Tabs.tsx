"use client";

import { Tabs as Primitive } from "radix-ui";
import type { ReactNode } from "react";

export interface TabsItem {
  value: string;
  label: ReactNode;
  content: ReactNode;
}

export interface TabsProps {
  items: readonly TabsItem[];
  /** Said by screen readers. */
  label: string;
  defaultValue?: string;
  value?: string;
  onValueChange?: (value: string) => void;
}

export function Tabs({ items, label, defaultValue, value, onValueChange }: TabsProps) {
  const first = defaultValue ?? items[0]?.value ?? "";
  return (
    <Primitive.Root
      {...(value === undefined ? { defaultValue: first } : { value })}
      {...(onValueChange !== undefined && { onValueChange })}
    >
      <Primitive.List
        aria-label={label}
        className="flex gap-5 overflow-x-auto border-b border-line scroll-thin"
      >
        {items.map((item) => (
          <Primitive.Trigger
            key={item.value}
            value={item.value}
            className="-mb-px border-b-2 border-transparent py-2 text-base whitespace-nowrap text-muted transition-colors duration-150 hover:text-ink data-[state=active]:border-accent data-[state=active]:font-medium data-[state=active]:text-ink"
          >
            {item.label}
          </Primitive.Trigger>
        ))}
      </Primitive.List>
      {items.map((item) => (
        <Primitive.Content key={item.value} value={item.value} className="pt-4">
          {item.content}
        </Primitive.Content>
      ))}
    </Primitive.Root>
  );
}
