import { createNavigation } from "next-intl/navigation";
import { routing } from "@/app/i18n/routing";

/** Locale-aware: paths are written without the locale's prefix. */
export const { Link, redirect, usePathname, useRouter, getPathname } = createNavigation(routing);
