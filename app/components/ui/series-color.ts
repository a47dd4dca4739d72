export const SERIES_COUNT = 8;

/** CSS colour of the nth version, annotator or curve: the same on every page, in light and dark. */
export function seriesColor(index: number): string {
  const slot = ((Math.trunc(index) % SERIES_COUNT) + SERIES_COUNT) % SERIES_COUNT;
  return `var(--color-series-${slot})`;
}

/** For things that have an id but no number (people): a stable slot from the id. */
export function seriesColorOf(id: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
  return seriesColor(hash >>> 0);
}
