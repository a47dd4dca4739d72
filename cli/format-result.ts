/** A result as aligned `name  value` lines; nested values as JSON, a list of flat records as a table. */
export function formatResult(result: unknown): string {
  if (result === undefined || result === null) return "";
  if (typeof result !== "object") return String(result);
  if (Array.isArray(result)) return formatTable(result);
  const entries = Object.entries(result as Record<string, unknown>).filter(
    ([, value]) => value !== undefined,
  );
  const width = Math.max(0, ...entries.map(([name]) => name.length));
  return entries.map(([name, value]) => formatEntry(name, value, width)).join("\n");
}

function formatEntry(name: string, value: unknown, width: number): string {
  if (Array.isArray(value) && value.length > 0 && value.every(isRecord))
    return `${name}\n${formatTable(value)}`;
  return `${name.padEnd(width)}  ${formatCell(value)}`;
}

/** Columns are the keys of the first row. */
export function formatTable(rows: readonly unknown[]): string {
  const first = rows[0];
  if (!isRecord(first)) return rows.map(formatCell).join("\n");
  const names = Object.keys(first);
  const cells = [
    names,
    ...rows.map((row) => names.map((name) => (isRecord(row) ? formatCell(row[name]) : ""))),
  ];
  const widths = names.map((_, column) => Math.max(...cells.map((row) => (row[column] ?? "").length)));
  return cells
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function formatCell(value: unknown): string {
  if (value === null || value === undefined) return "–";
  if (typeof value === "number")
    return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(5)));
  if (typeof value === "object") return JSON.stringify(value);
  return String(value as string | boolean | bigint);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
