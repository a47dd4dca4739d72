/** One JSON document; typed arrays become plain ones, and numbers that JSON lacks become null. */
export function jsonDocument(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (ArrayBuffer.isView(part) && !(part instanceof DataView)) {
      return Array.from(part as unknown as ArrayLike<number | bigint>, (element) =>
        typeof element === "bigint" ? Number(element) : element,
      );
    }
    return typeof part === "bigint" ? Number(part) : part;
  });
}
