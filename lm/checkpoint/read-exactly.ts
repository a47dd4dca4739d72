import { readSync } from "node:fs";
import { AppError } from "@/lib/errors";

/** One read call takes at most this much: a single read of 2 GiB or more fails on Linux. */
const CHUNK = 1 << 30;

/** Fills `target` from the file at `position`. @throws AppError TRUNCATED_FILE */
export function readExactly(descriptor: number, target: Uint8Array, position: number, path: string): void {
  let done = 0;
  while (done < target.byteLength) {
    const length = Math.min(CHUNK, target.byteLength - done);
    const count = readSync(descriptor, target, done, length, position + done);
    if (count === 0) {
      throw new AppError("TRUNCATED_FILE", `${path} ends early: byte ${position + done} is missing.`);
    }
    done += count;
  }
}
