"use client";

import { useSearchParams } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { Suspense } from "react";
import { Link, usePathname } from "@/app/i18n/navigation";

const CLASSES =
  "inline-flex h-8 items-center rounded-md px-2 text-sm font-medium text-muted transition-colors duration-150 hover:bg-sunken hover:text-ink";

/** The same page in the other language. */
export function LocaleToggle() {
  return (
    <Suspense fallback={<span className={CLASSES}>EN / 中</span>}>
      <LocaleLink />
    </Suspense>
  );
}

function LocaleLink() {
  const t = useTranslations("shell");
  const locale = useLocale();
  const pathname = usePathname();
  const query = useSearchParams().toString();
  const other = locale === "zh" ? "en" : "zh";
  return (
    <Link
      href={query === "" ? pathname : `${pathname}?${query}`}
      locale={other}
      replace
      scroll={false}
      lang={other === "zh" ? "zh-Hans" : "en"}
      aria-label={other === "zh" ? t("switchToChinese") : t("switchToEnglish")}
      className={CLASSES}
    >
      <span aria-hidden>
        <span className={locale === "en" ? "text-ink" : "text-faint"}>EN</span>
        <span className="mx-1 text-line-strong">/</span>
        <span className={locale === "zh" ? "text-ink" : "text-faint"}>中</span>
      </span>
    </Link>
  );
}
