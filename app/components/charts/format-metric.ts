export type MetricFormat = "number" | "percent" | "scientific" | "integer" | "seconds";

/** More tell two doubles apart no further. */
const MOST_MORE_DIGITS = 14;

/** Three or four figures that fit beside an axis, or as many `moreDigits` as are asked for. */
export function formatMetric(value: number, format: MetricFormat, locale: string, moreDigits = 0): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value > 0 ? "∞" : "−∞";
  const maximumFractionDigits = 1 + moreDigits;
  switch (format) {
    case "percent":
      return new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits }).format(value);
    case "integer":
    case "seconds":
      return new Intl.NumberFormat(locale, { maximumFractionDigits }).format(value);
    case "scientific":
      return value === 0 ? "0" : exponential(value, (Math.abs(value) < 1e-9 ? 0 : 1) + moreDigits);
    case "number":
      return formatPlain(value, locale, moreDigits);
  }
}

/** The labels of one axis: no two ticks read alike. */
export function formatTicks(values: readonly number[], format: MetricFormat, locale: string): string[] {
  for (let moreDigits = 0; ; moreDigits++) {
    const labels = values.map((value) => formatMetric(value, format, locale, moreDigits));
    if (new Set(labels).size === new Set(values).size || moreDigits === MOST_MORE_DIGITS) return labels;
  }
}

function formatPlain(value: number, locale: string, moreDigits: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size < 0.001 || size >= 1e6)) return exponential(value, 1 + moreDigits);
  const maximumSignificantDigits = (size >= 1000 ? 4 : 3) + moreDigits;
  return new Intl.NumberFormat(locale, { maximumSignificantDigits }).format(value);
}

function exponential(value: number, digits: number): string {
  return value.toExponential(digits).replace("e-", "e−");
}
