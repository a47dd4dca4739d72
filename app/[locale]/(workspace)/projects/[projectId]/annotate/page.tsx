import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Desk } from "@/app/desk/Desk";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("desk");
  return { title: t("title") };
}

export default async function AnnotatePage({ params }: { params: Promise<{ projectId: string }> }) {
  const { projectId } = await params;
  return <Desk key={projectId} projectId={projectId} />;
}
