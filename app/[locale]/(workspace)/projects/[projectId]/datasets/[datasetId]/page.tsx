import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { DatasetPage } from "@/app/[locale]/(workspace)/projects/[projectId]/datasets/[datasetId]/DatasetPage";
import { PageBody } from "@/app/components/PageBody";
import { requireAdminPage } from "@/app/components/require-admin-page.server";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("datasets");
  return { title: t("title") };
}

export default async function Page({
  params,
}: {
  params: Promise<{ projectId: string; datasetId: string }>;
}) {
  const { projectId, datasetId } = await params;
  await requireAdminPage(projectId);
  return (
    <PageBody>
      <DatasetPage projectId={projectId} datasetId={datasetId} />
    </PageBody>
  );
}
