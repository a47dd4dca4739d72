import type { ReactNode } from "react";

/** The width and margins of an admin's page. */
export function PageBody({ children }: { children: ReactNode }) {
  return <div className="mx-auto w-full max-w-[96rem] px-4 pt-6 pb-16 sm:px-6">{children}</div>;
}
