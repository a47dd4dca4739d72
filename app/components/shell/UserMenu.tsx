"use client";

import { LogOut, UserRound } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { AccountDialog } from "@/app/auth/AccountDialog";
import { Badge } from "@/app/components/ui/Badge";
import { Menu, MenuItem, MenuSeparator } from "@/app/components/ui/Menu";
import { useMe } from "@/app/components/shell/me";

export function UserMenu() {
  const t = useTranslations("shell");
  const locale = useLocale();
  const me = useMe();
  const [accountOpen, setAccountOpen] = useState(false);
  return (
    <>
      <Menu
        trigger={
          <button
            type="button"
            aria-label={`${t("account")}: ${me.name}`}
            className="flex h-8 max-w-40 items-center gap-2 rounded-md px-1.5 text-sm text-muted transition-colors duration-150 hover:bg-sunken hover:text-ink"
          >
            <span
              aria-hidden
              className="flex size-5.5 shrink-0 items-center justify-center rounded-full bg-accent-soft text-xs font-semibold text-accent"
            >
              {[...me.name.trim()][0]?.toUpperCase()}
            </span>
            <span className="hidden truncate sm:block">{me.name}</span>
          </button>
        }
      >
        <div className="px-2 py-1.5">
          <div className="truncate text-base font-medium">{me.name}</div>
          <div className="truncate text-xs text-muted">{me.email}</div>
          <Badge className="mt-1.5">{me.role === "admin" ? t("admin") : t("annotator")}</Badge>
        </div>
        <MenuSeparator />
        <MenuItem
          icon={<UserRound aria-hidden className="size-4 text-muted" />}
          onSelect={() => setAccountOpen(true)}
        >
          {t("account")}
        </MenuItem>
        <MenuItem
          icon={<LogOut aria-hidden className="size-4 text-muted" />}
          onSelect={() => void signOut(locale)}
        >
          {t("signOut")}
        </MenuItem>
      </Menu>
      <AccountDialog open={accountOpen} onOpenChange={setAccountOpen} />
    </>
  );
}

async function signOut(locale: string): Promise<void> {
  // When it is needed: on load it parses NEXTAUTH_URL, and an empty one would end the server's rendering of the page.
  const client = await import("next-auth/react");
  await client.signOut({ callbackUrl: `/${locale}/sign-in` });
}
