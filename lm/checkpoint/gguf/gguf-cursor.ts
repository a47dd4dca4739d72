import { AppError } from "@/lib/errors";
import { readExactly } from "@/lm/checkpoint/read-exactly";

/** Bytes read ahead at a time. */
const WINDOW = 1 << 20;

/** Longest text in a header; chat templates and tokens are far shorter. */
const MAX_STRING_BYTES = 16 << 20;

/** Reads little-endian values one after the other, never past the end of the file. */
export class GgufCursor {
  position = 0;
  readonly #descriptor: number;
  readonly #fileSize: number;
  readonly #path: string;
  #window = Buffer.alloc(0);
  #windowStart = 0;

  constructor(descriptor: number, fileSize: number, path: string) {
    this.#descriptor = descriptor;
    this.#fileSize = fileSize;
    this.#path = path;
  }

  /** @throws AppError TRUNCATED_FILE if fewer than `count` bytes are left: called before anything is allocated */
  require(count: number, what: string): void {
    if (count <= this.#fileSize - this.position) return;
    throw new AppError(
      "TRUNCATED_FILE",
      `${this.#path} is truncated: ${what} at byte ${this.position} needs ${count} bytes, the file has ${this.#fileSize}. Download it again.`,
    );
  }

  uint8(): number {
    return this.#take(1).readUInt8(0);
  }

  uint32(): number {
    return this.#take(4).readUInt32LE(0);
  }

  /** A count or an offset. @throws AppError MALFORMED_FILE if no file can be that large */
  size(what: string): number {
    const value = this.#take(8).readBigUInt64LE(0);
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) {
      throw this.malformed(`${what} is ${value}, more than any file could hold`);
    }
    return Number(value);
  }

  string(what: string): string {
    const length = this.size(`the length of ${what}`);
    if (length > MAX_STRING_BYTES) throw this.malformed(`${what} is ${length} bytes long`);
    return this.#take(length).toString("utf8");
  }

  /** The next `count` bytes; valid until the next call. */
  bytes(count: number): Buffer {
    return this.#take(count);
  }

  malformed(what: string): AppError {
    return new AppError("MALFORMED_FILE", `${this.#path} is malformed: ${what}.`);
  }

  #take(count: number): Buffer {
    this.require(count, "a value");
    const start = this.position - this.#windowStart;
    if (start < 0 || start + count > this.#window.byteLength) {
      const length = Math.min(Math.max(WINDOW, count), this.#fileSize - this.position);
      this.#window = Buffer.alloc(length);
      this.#windowStart = this.position;
      readExactly(this.#descriptor, this.#window, this.position, this.#path);
    }
    const from = this.position - this.#windowStart;
    this.position += count;
    return this.#window.subarray(from, from + count);
  }
}
