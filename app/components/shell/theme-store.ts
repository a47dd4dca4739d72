import { THEME_COOKIE, parseTheme } from "@/app/components/theme";
import type { Theme } from "@/app/components/theme";
import { writeCookie } from "@/app/components/write-cookie";

/** The theme lives in `<html data-theme>`, where the server writes it first. */
export function readTheme(): Theme {
  return parseTheme(document.documentElement.dataset["theme"]);
}

export function chooseTheme(theme: Theme): void {
  document.documentElement.dataset["theme"] = theme;
  writeCookie(THEME_COOKIE, theme);
}

export function subscribeToTheme(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  return () => observer.disconnect();
}
