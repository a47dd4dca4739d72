import { createHash } from "node:crypto";

/** A response's text as it is stored, and the hash that makes two texts the same answer. */
export function storedText(raw: string): { text: string; textHash: string } {
  // Postgres texts hold no NUL; the token ids keep what was drawn
  const text = raw.replaceAll("\0", "");
  return { text, textHash: createHash("sha256").update(text.trim()).digest("hex") };
}
