import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { DatasetPage } from "@/app/[locale]/(workspace)/projects/[projectId]/datasets/[datasetId]/DatasetPage";
import { PageBody } from "@/app/components/PageBody";

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
  return (
    <PageBody>
      <DatasetPage projectId={projectId} datasetId={datasetId} />
    </PageBody>
  );
}
