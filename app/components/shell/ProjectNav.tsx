"use client";

import { Menu as MenuIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { PROJECT_SECTIONS } from "@/app/components/shell/project-sections";
import { useMe } from "@/app/components/shell/me";
import { IconButton } from "@/app/components/ui/IconButton";
import { Menu, MenuItem } from "@/app/components/ui/Menu";
import { classNames } from "@/app/components/ui/class-names";
import { Link, usePathname } from "@/app/i18n/navigation";

function useSections(projectId: string) {
  const me = useMe();
  const pathname = usePathname();
  const base = `/projects/${projectId}`;
  return PROJECT_SECTIONS.filter((section) => me.role === "admin" || section.forAnnotators).map((section) => {
    const href = `${base}${section.path}`;
    const current = section.path === "" ? pathname === base : pathname.startsWith(href);
    return { key: section.key, href, current };
  });
}

export function ProjectNav({ projectId }: { projectId: string }) {
  const t = useTranslations("shell");
  const sections = useSections(projectId);
  return (
    <nav aria-label={t("mainNavigation")} className="hidden h-full min-w-0 xl:block">
      <ul className="flex h-full">
        {sections.map((section) => (
          <li key={section.key} className="h-full">
            <Link
              href={section.href}
              aria-current={section.current ? "page" : undefined}
              className={classNames(
                "relative flex h-full items-center px-2.5 text-sm whitespace-nowrap transition-colors duration-150 focus-visible:-outline-offset-4",
                section.current
                  ? "font-medium text-ink after:absolute after:inset-x-2.5 after:-bottom-px after:h-0.5 after:bg-accent"
                  : "text-muted hover:text-ink",
              )}
            >
              {t(section.key)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** The same where the row does not fit. */
export function ProjectNavMenu({ projectId }: { projectId: string }) {
  const t = useTranslations("shell");
  const sections = useSections(projectId);
  return (
    <div className="xl:hidden">
      <Menu
        align="start"
        trigger={<IconButton label={t("openMenu")} icon={<MenuIcon aria-hidden className="size-4" />} />}
      >
        {sections.map((section) => (
          <MenuItem key={section.key} asChild>
            <Link
              href={section.href}
              aria-current={section.current ? "page" : undefined}
              className={section.current ? "font-medium" : undefined}
            >
              {t(section.key)}
            </Link>
          </MenuItem>
        ))}
      </Menu>
    </div>
  );
}
