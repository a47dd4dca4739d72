"use client";

import { Monitor, Moon, Sun } from "lucide-react";
import { useTranslations } from "next-intl";
import { useSyncExternalStore } from "react";
import { chooseTheme, readTheme, subscribeToTheme } from "@/app/components/shell/theme-store";
import { THEMES } from "@/app/components/theme";
import type { Theme } from "@/app/components/theme";
import { IconButton } from "@/app/components/ui/IconButton";
import { Menu, MenuItem } from "@/app/components/ui/Menu";

const ICONS = { system: Monitor, light: Sun, dark: Moon };
const LABELS = { system: "themeSystem", light: "themeLight", dark: "themeDark" } as const;

export function ThemeMenu() {
  const t = useTranslations("shell");
  const theme = useSyncExternalStore<Theme>(subscribeToTheme, readTheme, () => "system");
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
            onSelect={() => chooseTheme(option)}
          >
            {t(LABELS[option])}
          </MenuItem>
        );
      })}
    </Menu>
  );
}
