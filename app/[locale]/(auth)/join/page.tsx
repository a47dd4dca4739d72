import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { AuthCard } from "@/app/auth/AuthCard";
import { JoinForm } from "@/app/auth/JoinForm";
import { Link } from "@/app/i18n/navigation";
import { AppError } from "@/lib/errors";
import { getCurrentActor } from "@/server/auth/current-actor";
import { getDatabase } from "@/server/database";
import { inspectInvite, inspectInviteInput } from "@/server/services/invite/inspect-invite";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("auth");
  return { title: t("joinTitle"), referrer: "no-referrer" };
}

interface JoinPageProps {
  searchParams: Promise<{ token?: string | string[] }>;
}

async function findInvite(token: unknown) {
  const input = inspectInviteInput.safeParse({ token });
  if (!input.success) return null;
  try {
    const invite = await inspectInvite({ db: getDatabase(), actor: await getCurrentActor(), ...input.data });
    return { ...invite, token: input.data.token };
  } catch (error) {
    if (error instanceof AppError && error.code === "LINK_INVALID_OR_USED") return null;
    throw error;
  }
}

export default async function JoinPage({ searchParams }: JoinPageProps) {
  const t = await getTranslations("auth");
  const invite = await findInvite((await searchParams).token);
  if (invite === null) {
    return (
      <AuthCard
        title={t("joinTitle")}
        description={t("joinInvalid")}
        footer={
          <Link href="/sign-in" className="text-accent underline">
            {t("toSignIn")}
          </Link>
        }
      />
    );
  }
  const { token, projectName, signedInAs } = invite;
  const signInPath = `/sign-in?from=${encodeURIComponent(`/join?token=${token}`)}`;
  return (
    <AuthCard
      title={t("joinTitle")}
      description={projectName === null ? t("joinProjectAdmin") : t("joinProject", { project: projectName })}
      footer={
        signedInAs === null && (
          <>
            {t("haveAccount")}{" "}
            <Link href={signInPath} className="text-accent underline">
              {t("signIn")}
            </Link>
          </>
        )
      }
    >
      <JoinForm token={token} signedInAs={signedInAs} />
    </AuthCard>
  );
}
