import type { ReactNode } from "react";
import { LocaleToggle } from "@/app/components/shell/LocaleToggle";
import { ThemeMenu } from "@/app/components/shell/ThemeMenu";
import { Wordmark } from "@/app/components/shell/Wordmark";

export default function AuthLayout({ children }: { children: ReactNode }) {
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="flex h-12 items-center justify-between px-4">
        <Wordmark />
        <div className="flex items-center">
          <LocaleToggle />
          <ThemeMenu />
        </div>
      </header>
      <main className="flex flex-1 flex-col items-center px-4 pt-[8dvh] pb-12">
        <div className="w-full max-w-sm">{children}</div>
      </main>
    </div>
  );
}
