import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { VersionPage } from "@/app/[locale]/(workspace)/projects/[projectId]/versions/[versionId]/VersionPage";
import { PageBody } from "@/app/components/PageBody";
import { requireAdminPage } from "@/app/components/require-admin-page.server";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("versions");
  return { title: t("title") };
}

export default async function Page({
  params,
}: {
  params: Promise<{ projectId: string; versionId: string }>;
}) {
  const { projectId, versionId } = await params;
  await requireAdminPage(projectId);
  return (
    <PageBody>
      <VersionPage projectId={projectId} versionId={versionId} />
    </PageBody>
  );
}
