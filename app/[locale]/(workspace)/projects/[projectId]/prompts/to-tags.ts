/** "math, short" or "数学，短" → tags. */
export function toTags(text: string): string[] {
  return [...new Set(text.split(/[,，、;；]/).map((tag) => tag.trim()))].filter((tag) => tag !== "");
}
