import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { RoundPage } from "@/app/[locale]/(workspace)/projects/[projectId]/rounds/[roundId]/RoundPage";
import { PageBody } from "@/app/components/PageBody";
import { requireAdminPage } from "@/app/components/require-admin-page.server";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("rounds");
  return { title: t("title") };
}

export default async function Page({ params }: { params: Promise<{ projectId: string; roundId: string }> }) {
  const { projectId, roundId } = await params;
  await requireAdminPage(projectId);
  return (
    <PageBody>
      <RoundPage projectId={projectId} roundId={roundId} />
    </PageBody>
  );
}
