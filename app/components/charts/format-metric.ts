export type MetricFormat = "number" | "percent" | "scientific" | "integer" | "seconds";

/** Three or four figures that fit beside an axis. */
export function formatMetric(value: number, format: MetricFormat, locale: string): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value > 0 ? "∞" : "−∞";
  switch (format) {
    case "percent":
      return new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 }).format(value);
    case "integer":
      return new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(value);
    case "seconds":
      return new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(value);
    case "scientific":
      return value === 0 ? "0" : value.toExponential(Math.abs(value) < 1e-9 ? 0 : 1).replace("e-", "e−");
    case "number":
      return formatPlain(value, locale);
  }
}

function formatPlain(value: number, locale: string): string {
  const size = Math.abs(value);
  if (size !== 0 && (size < 0.001 || size >= 1e6)) return value.toExponential(1).replace("e-", "e−");
  return new Intl.NumberFormat(locale, { maximumSignificantDigits: size >= 1000 ? 4 : 3 }).format(value);
}
