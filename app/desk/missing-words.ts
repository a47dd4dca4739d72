import type { useTranslations } from "next-intl";
import type { Missing } from "@/app/desk/cells";

/** What a submission still wants, as a sentence; empty where it is complete. */
export function missingWords(missing: Missing, t: ReturnType<typeof useTranslations<"desk">>): string {
  const count = missing.cells.length;
  if (missing.unranked.length === 0) return count === 0 ? "" : t("missingScores", { count });
  return count === 0 ? t("missingRanking") : t("missingBoth", { count });
}
