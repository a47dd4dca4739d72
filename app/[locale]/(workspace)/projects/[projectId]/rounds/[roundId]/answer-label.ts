/** A, B, … Z, then numbers: how the answers of an item are called on an admin's pages. */
export function answerLabel(index: number): string {
  return index < 26 ? String.fromCharCode(65 + index) : String(index + 1);
}
