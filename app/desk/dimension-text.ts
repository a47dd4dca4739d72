import type { RubricDimension } from "@/lib/contracts/rubric";

export function dimensionLabel(dimension: RubricDimension, locale: string): string {
  return locale === "zh" ? dimension.labelZh : dimension.labelEn;
}

/** What 1 to 5 mean, in this order; the other language's words where this one's are missing. */
export function dimensionAnchors(dimension: RubricDimension, locale: string): string[] {
  const [own, other] =
    locale === "zh" ? [dimension.anchorsZh, dimension.anchorsEn] : [dimension.anchorsEn, dimension.anchorsZh];
  return own.map((anchor, index) => (anchor === "" ? (other[index] ?? "") : anchor));
}
