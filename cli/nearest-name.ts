/** The name that `name` was probably meant to be; undefined where none is like it. */
export function nearestName(name: string, names: readonly string[]): string | undefined {
  const plain = (text: string) => text.toLowerCase().replace(/[^a-z0-9]/g, "");
  const distances = names.map((other) => editDistance(plain(name), plain(other)));
  const least = Math.min(...distances);
  const nearest = names[distances.indexOf(least)];
  return nearest !== undefined && least <= 0.4 * Math.max(name.length, nearest.length) ? nearest : undefined;
}

/** Letters to insert, remove or replace to get from one text to the other (Levenshtein, 1966). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[b.length] as number;
}
