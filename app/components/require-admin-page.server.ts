import { getLocale } from "next-intl/server";
import { redirect } from "@/app/i18n/navigation";
import { getCurrentActor } from "@/server/auth/current-actor";

/** Annotators have one page of a project: the desk. Who is not signed in is sent away by the layout. */
export async function requireAdminPage(projectId: string): Promise<void> {
  const actor = await getCurrentActor();
  if (actor === null || actor.role === "admin") return;
  redirect({ href: `/projects/${projectId}/annotate`, locale: await getLocale() });
}
