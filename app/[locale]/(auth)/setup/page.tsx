import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { AuthCard } from "@/app/auth/AuthCard";
import { SetupForm } from "@/app/auth/SetupForm";
import { Button } from "@/app/components/ui/Button";
import { Link } from "@/app/i18n/navigation";
import { getDatabase } from "@/server/database";
import { getSetupStatus } from "@/server/services/setup/get-setup-status";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("auth");
  return { title: t("setupTitle"), referrer: "no-referrer" };
}

interface SetupPageProps {
  searchParams: Promise<{ token?: string | string[] }>;
}

export default async function SetupPage({ searchParams }: SetupPageProps) {
  const t = await getTranslations("auth");
  const { token } = await searchParams;
  const { needsSetup } = await getSetupStatus({ db: getDatabase() });
  if (!needsSetup) {
    return (
      <AuthCard title={t("setupTitle")} description={t("setupDone")}>
        <Button asChild variant="primary" size="lg" className="w-full">
          <Link href="/sign-in">{t("toSignIn")}</Link>
        </Button>
      </AuthCard>
    );
  }
  if (typeof token !== "string" || token === "") {
    return <AuthCard title={t("setupTitle")} description={t("setupNoToken")} />;
  }
  return (
    <AuthCard title={t("setupTitle")} description={t("setupText")}>
      <SetupForm token={token} />
    </AuthCard>
  );
}
