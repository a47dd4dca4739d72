import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { VersionsPage } from "@/app/[locale]/(workspace)/projects/[projectId]/versions/VersionsPage";
import { PageBody } from "@/app/components/PageBody";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("versions");
  return { title: t("title") };
}

export default async function Page({ params }: { params: Promise<{ projectId: string }> }) {
  const { projectId } = await params;
  return (
    <PageBody>
      <VersionsPage projectId={projectId} />
    </PageBody>
  );
}
