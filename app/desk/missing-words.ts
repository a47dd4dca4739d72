import type { useTranslations } from "next-intl";
import type { Missing } from "@/app/desk/cells";

/** What a submission still wants, as a sentence; empty where it is complete. */
export function missingWords(missing: Missing, t: ReturnType<typeof useTranslations<"desk">>): string {
  const scores = missing.cells.length > 0 ? t("missingScores", { count: missing.cells.length }) : "";
  const ranking = missing.unranked.length > 0 ? t("missingRanking") : "";
  return scores !== "" && ranking !== "" ? t("missingBoth", { scores, ranking }) : scores || ranking;
}
