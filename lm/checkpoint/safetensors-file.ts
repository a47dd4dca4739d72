import { closeSync, fstatSync, openSync } from "node:fs";
import { AppError } from "@/lib/errors";
import { readExactly } from "@/lm/checkpoint/read-exactly";
import {
  headerLength,
  LENGTH_BYTES,
  parseHeader,
  type SafetensorsEntry,
} from "@/lm/checkpoint/safetensors-header";
import { toFloat32 } from "@/lm/checkpoint/to-float32";
import type { WeightSource } from "@/lm/checkpoint/weight-source";

/** A safetensors file, opened; tensors are read one at a time. */
export class SafetensorsFile implements WeightSource {
  readonly path: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly entries: ReadonlyMap<string, SafetensorsEntry>;
  #descriptor: number | null;

  private constructor(
    path: string,
    descriptor: number,
    entries: readonly SafetensorsEntry[],
    metadata: Readonly<Record<string, string>>,
  ) {
    this.path = path;
    this.#descriptor = descriptor;
    this.entries = new Map(entries.map((entry) => [entry.name, entry]));
    this.metadata = metadata;
  }

  /** @throws AppError TRUNCATED_FILE, MALFORMED_FILE, UNSUPPORTED_FORMAT; before any tensor is read */
  static open(path: string): SafetensorsFile {
    const descriptor = openSync(path, "r");
    try {
      const { size } = fstatSync(descriptor);
      const lengthField = Buffer.alloc(LENGTH_BYTES);
      readExactly(descriptor, lengthField, 0, path);
      const header = Buffer.alloc(headerLength(lengthField, size, path));
      readExactly(descriptor, header, LENGTH_BYTES, path);
      const { entries, metadata } = parseHeader(header, size, path);
      return new SafetensorsFile(path, descriptor, entries, metadata);
    } catch (error) {
      closeSync(descriptor);
      throw error;
    }
  }

  names(): string[] {
    return Array.from(this.entries.keys());
  }

  shape(name: string): readonly number[] {
    return this.#entry(name).shape;
  }

  read(name: string): Float32Array<ArrayBuffer> {
    const entry = this.#entry(name);
    if (this.#descriptor === null) throw new Error(`${this.path} was closed`);
    const bytes = new Uint8Array(entry.byteLength);
    readExactly(this.#descriptor, bytes, entry.offset, this.path);
    return toFloat32(bytes, entry.dtype);
  }

  close(): void {
    if (this.#descriptor === null) return;
    closeSync(this.#descriptor);
    this.#descriptor = null;
  }

  #entry(name: string): SafetensorsEntry {
    const entry = this.entries.get(name);
    if (!entry) {
      throw new AppError("MISSING_TENSOR", `${this.path} has no tensor ${name}.`, {
        details: { tensor: name },
      });
    }
    return entry;
  }
}
