import { headers } from "next/headers";
import { getLocale } from "next-intl/server";
import type { ReactNode } from "react";
import { AccountLocale } from "@/app/components/shell/AccountLocale";
import { MeProvider } from "@/app/components/shell/me";
import { TopBar } from "@/app/components/shell/TopBar";
import { redirect } from "@/app/i18n/navigation";
import { REQUEST_PATH_HEADER } from "@/app/i18n/request-path";
import { getCurrentActor } from "@/server/auth/current-actor";

/** Pages for those who are signed in; others are asked to, and come back to where they wanted to go. */
export default async function WorkspaceLayout({ children }: { children: ReactNode }) {
  const actor = await getCurrentActor();
  if (actor === null) {
    const from = (await headers()).get(REQUEST_PATH_HEADER) ?? "/";
    return redirect({ href: { pathname: "/sign-in", query: { from } }, locale: await getLocale() });
  }
  const { id, name, email, role } = actor;
  return (
    <MeProvider me={{ id, name, email, role }}>
      <div className="flex min-h-dvh flex-col">
        <TopBar />
        <AccountLocale stored={actor.locale} />
        <main id="content" tabIndex={-1} className="flex min-w-0 flex-1 flex-col outline-none">
          {children}
        </main>
      </div>
    </MeProvider>
  );
}
