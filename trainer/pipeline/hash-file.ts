import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";

/** SHA-256 of a file, hexadecimal. Files may be gigabytes: other work goes on meanwhile. */
export async function hashFile(file: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 22, signal })) {
    hash.update(chunk as Buffer);
  }
  return hash.digest("hex");
}
