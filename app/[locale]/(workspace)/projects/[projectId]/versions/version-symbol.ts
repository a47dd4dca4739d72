const LETTERS = { policy: "π", reward: "R", encoder: "E" };

/** "π2": how a version is called everywhere. */
export function versionSymbol(kind: keyof typeof LETTERS, number: number): string {
  return `${LETTERS[kind]}${number}`;
}
