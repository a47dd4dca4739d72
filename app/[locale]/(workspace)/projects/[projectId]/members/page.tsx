import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { MembersPage } from "@/app/[locale]/(workspace)/projects/[projectId]/members/MembersPage";
import { PageBody } from "@/app/components/PageBody";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("members");
  return { title: t("title") };
}

export default async function Page({ params }: { params: Promise<{ projectId: string }> }) {
  const { projectId } = await params;
  return (
    <PageBody>
      <MembersPage projectId={projectId} />
    </PageBody>
  );
}
