import type { Messages } from "next-intl";
import { NAMESPACES } from "@/app/i18n/namespaces";
import type { Namespace } from "@/app/i18n/namespaces";
import type { Locale } from "@/app/i18n/routing";

export async function loadMessages(
  locale: Locale,
  namespaces: readonly Namespace[] = NAMESPACES,
): Promise<Messages> {
  const entries = await Promise.all(
    namespaces.map(async (namespace) => {
      const file = (await import(`./messages/${locale}/${namespace}.json`)) as { default: unknown };
      return [namespace, file.default] as const;
    }),
  );
  return Object.fromEntries(entries) as unknown as Messages;
}
