/**
 * Cuts sequences into parts whose rectangle (rows × longest) holds at most `tokens` cells; one longer sequence is a
 * part of its own. Sequences of like length go together, so that little is padding. It depends on nothing but the
 * lengths, and where everything fits it is one part in the given order. Returns indexes.
 */
export function planMicrobatches(lengths: readonly number[], tokens: number): number[][] {
  const everything = lengths.map((_, index) => index);
  if (lengths.length * Math.max(0, ...lengths) <= tokens) return lengths.length === 0 ? [] : [everything];
  const byLength = everything.sort((a, b) => (lengths[b] as number) - (lengths[a] as number) || a - b);
  const parts: number[][] = [];
  let current: number[] = [];
  let longest = 0;
  for (const index of byLength) {
    if (current.length > 0 && (current.length + 1) * longest > tokens) {
      parts.push(current);
      current = [];
    }
    if (current.length === 0) longest = lengths[index] as number;
    current.push(index);
  }
  parts.push(current);
  return parts;
}
