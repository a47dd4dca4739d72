import { FileQuestion } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "@/app/components/ui/Button";
import { EmptyState } from "@/app/components/ui/EmptyState";
import { Link } from "@/app/i18n/navigation";

export default function NotFound() {
  const t = useTranslations("common");
  return (
    <main className="pt-16">
      <EmptyState
        icon={<FileQuestion aria-hidden className="size-5" />}
        title={t("notFoundTitle")}
        description={t("notFoundText")}
        action={
          <Button asChild>
            <Link href="/">{t("toProjects")}</Link>
          </Button>
        }
      />
    </main>
  );
}
