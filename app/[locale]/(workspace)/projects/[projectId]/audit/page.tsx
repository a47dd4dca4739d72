import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { AuditPage } from "@/app/[locale]/(workspace)/projects/[projectId]/audit/AuditPage";
import { PageBody } from "@/app/components/PageBody";
import { requireAdminPage } from "@/app/components/require-admin-page.server";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("audit");
  return { title: t("title") };
}

export default async function Page({ params }: { params: Promise<{ projectId: string }> }) {
  const { projectId } = await params;
  await requireAdminPage(projectId);
  return (
    <PageBody>
      <AuditPage projectId={projectId} />
    </PageBody>
  );
}
