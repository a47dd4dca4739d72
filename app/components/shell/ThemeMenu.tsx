"use client";

import { Monitor, Moon, Sun } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { THEMES, THEME_COOKIE, parseTheme } from "@/app/components/theme";
import type { Theme } from "@/app/components/theme";
import { IconButton } from "@/app/components/ui/IconButton";
import { Menu, MenuItem } from "@/app/components/ui/Menu";
import { writeCookie } from "@/app/components/write-cookie";

const ICONS = { system: Monitor, light: Sun, dark: Moon };
const LABELS = { system: "themeSystem", light: "themeLight", dark: "themeDark" } as const;

export function ThemeMenu() {
  const t = useTranslations("shell");
  const [theme, setTheme] = useState<Theme>("system");
  useEffect(() => setTheme(parseTheme(document.documentElement.dataset["theme"])), []);
  const choose = (next: Theme) => {
    document.documentElement.dataset["theme"] = next;
    writeCookie(THEME_COOKIE, next);
    setTheme(next);
  };
  const Current = ICONS[theme];
  return (
    <Menu trigger={<IconButton label={t("theme")} icon={<Current aria-hidden className="size-4" />} />}>
      {THEMES.map((option) => {
        const Icon = ICONS[option];
        return (
          <MenuItem
            key={option}
            icon={<Icon aria-hidden className="size-4 text-muted" />}
            checked={theme === option}
            onSelect={() => choose(option)}
          >
            {t(LABELS[option])}
          </MenuItem>
        );
      })}
    </Menu>
  );
}
