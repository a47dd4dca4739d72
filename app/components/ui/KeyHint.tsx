import type { ReactNode } from "react";
import { classNames } from "@/app/components/ui/class-names";

/** A key of the keyboard. Hidden where there is none (coarse pointers), unless `always`. */
export function KeyHint({ children, always = false }: { children: ReactNode; always?: boolean }) {
  return (
    <kbd
      className={classNames(
        "inline-flex h-4.5 min-w-4.5 items-center justify-center rounded-sm border border-current/25 px-1 font-sans text-[0.6875rem] leading-none font-medium",
        !always && "pointer-coarse:hidden",
      )}
    >
      {children}
    </kbd>
  );
}
