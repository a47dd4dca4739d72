import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { AuthCard } from "@/app/auth/AuthCard";
import { ResetForm } from "@/app/auth/ResetForm";
import { Link } from "@/app/i18n/navigation";
import { AppError } from "@/lib/errors";
import { getDatabase } from "@/server/database";
import { inspectResetLink, inspectResetLinkInput } from "@/server/services/account/reset-password";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("auth");
  return { title: t("resetTitle"), referrer: "no-referrer" };
}

interface ResetPageProps {
  searchParams: Promise<{ token?: string | string[] }>;
}

async function findReset(token: unknown) {
  const input = inspectResetLinkInput.safeParse({ token });
  if (!input.success) return null;
  try {
    const { email } = await inspectResetLink({ db: getDatabase(), ...input.data });
    return { email, token: input.data.token };
  } catch (error) {
    if (error instanceof AppError && error.code === "LINK_INVALID_OR_USED") return null;
    throw error;
  }
}

export default async function ResetPage({ searchParams }: ResetPageProps) {
  const t = await getTranslations("auth");
  const reset = await findReset((await searchParams).token);
  if (reset === null) {
    return (
      <AuthCard
        title={t("resetTitle")}
        description={t("resetInvalid")}
        footer={
          <Link href="/sign-in" className="text-accent underline">
            {t("toSignIn")}
          </Link>
        }
      />
    );
  }
  return (
    <AuthCard title={t("resetTitle")} description={t("resetText", { email: reset.email })}>
      <ResetForm token={reset.token} email={reset.email} />
    </AuthCard>
  );
}
