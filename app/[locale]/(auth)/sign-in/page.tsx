import type { Metadata } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import { AuthCard } from "@/app/auth/AuthCard";
import { safeReturnPath } from "@/app/auth/safe-return-path";
import { SignInForm } from "@/app/auth/SignInForm";
import { Notice } from "@/app/components/ui/Notice";
import { redirect } from "@/app/i18n/navigation";
import { getCurrentActor } from "@/server/auth/current-actor";
import { getDatabase } from "@/server/database";
import { getSetupStatus } from "@/server/services/setup/get-setup-status";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("auth");
  return { title: t("signInTitle") };
}

interface SignInPageProps {
  searchParams: Promise<{ from?: string | string[] }>;
}

export default async function SignInPage({ searchParams }: SignInPageProps) {
  const from = safeReturnPath((await searchParams).from);
  const t = await getTranslations("auth");
  if ((await getCurrentActor()) !== null) redirect({ href: from, locale: await getLocale() });
  const { needsSetup } = await getSetupStatus({ db: getDatabase() });
  return (
    <AuthCard title={t("signInTitle")}>
      {needsSetup && (
        <Notice tone="accent" className="mb-4">
          {t("needsSetup")}
        </Notice>
      )}
      <SignInForm from={from} />
    </AuthCard>
  );
}
