import { closeSync, fstatSync, openSync } from "node:fs";
import { AppError } from "@/lib/errors";
import { GGUF_FORMATS } from "@/lm/checkpoint/gguf/dequantize";
import { GgufCursor } from "@/lm/checkpoint/gguf/gguf-cursor";
import { readGgufValue, type GgufMetadata, type GgufValue } from "@/lm/checkpoint/gguf/gguf-metadata";
import { readExactly } from "@/lm/checkpoint/read-exactly";
import type { WeightSource } from "@/lm/checkpoint/weight-source";

interface GgufTensor {
  /** Row-major, outermost first (GGUF itself writes them innermost first). */
  shape: readonly number[];
  /** ggml's number of the block format. */
  type: number;
  /** Position of the first byte in the file. */
  offset: number;
  byteLength: number;
}

const MAGIC = 0x4655_4747; // "GGUF"
const MAX_ENTRIES = 100_000;
/** A key or name with its fields takes at least so many bytes. */
const SMALLEST_ENTRY = 13;
const MAX_DIMENSION = 2 ** 32;

/**
 * A GGUF file (versions 2 and 3, little-endian), opened: metadata and the table of tensors are read and checked against
 * the file's size; tensors are read and dequantised one at a time.
 */
export class GgufFile implements WeightSource {
  readonly path: string;
  readonly metadata: GgufMetadata;
  readonly tensors: ReadonlyMap<string, GgufTensor>;
  #descriptor: number | null;

  private constructor(path: string, descriptor: number, header: Header) {
    this.path = path;
    this.#descriptor = descriptor;
    this.metadata = header.metadata;
    this.tensors = header.tensors;
  }

  /** @throws AppError TRUNCATED_FILE, MALFORMED_FILE, UNSUPPORTED_FORMAT; before any tensor is read */
  static open(path: string): GgufFile {
    const descriptor = openSync(path, "r");
    try {
      return new GgufFile(path, descriptor, readHeader(descriptor, fstatSync(descriptor).size, path));
    } catch (error) {
      closeSync(descriptor);
      throw error;
    }
  }

  names(): string[] {
    return Array.from(this.tensors.keys());
  }

  shape(name: string): readonly number[] {
    return this.#tensor(name).shape;
  }

  read(name: string): Float32Array<ArrayBuffer> {
    const tensor = this.#tensor(name);
    if (this.#descriptor === null) throw new Error(`${this.path} was closed`);
    const format = GGUF_FORMATS.get(tensor.type);
    if (!format) throw new Error(`no reader for type ${tensor.type}`);
    const bytes = new Uint8Array(tensor.byteLength);
    readExactly(this.#descriptor, bytes, tensor.offset, this.path);
    const out = new Float32Array(tensor.shape.reduce((a, b) => a * b, 1));
    format.dequantize(bytes, out);
    return out;
  }

  close(): void {
    if (this.#descriptor === null) return;
    closeSync(this.#descriptor);
    this.#descriptor = null;
  }

  #tensor(name: string): GgufTensor {
    const tensor = this.tensors.get(name);
    if (!tensor) {
      throw new AppError("MISSING_TENSOR", `${this.path} has no tensor ${name}.`, {
        details: { tensor: name },
      });
    }
    return tensor;
  }
}

interface Header {
  metadata: GgufMetadata;
  tensors: ReadonlyMap<string, GgufTensor>;
}

function readHeader(descriptor: number, fileSize: number, path: string): Header {
  const cursor = new GgufCursor(descriptor, fileSize, path);
  cursor.require(24, "the header");
  if (cursor.uint32() !== MAGIC) throw cursor.malformed('it does not begin with "GGUF"');
  const version = cursor.uint32();
  if (version !== 2 && version !== 3) {
    throw new AppError(
      "UNSUPPORTED_FORMAT",
      `${path} is of GGUF version ${version > 0xffff ? "(big-endian)" : version}; supported: 2 and 3, little-endian.`,
    );
  }
  const tensorCount = entryCount(cursor, "tensors");
  const valueCount = entryCount(cursor, "metadata values");
  const metadata = new Map<string, GgufValue>();
  for (let i = 0; i < valueCount; i++) {
    const key = cursor.string("a metadata key");
    metadata.set(key, readGgufValue(cursor, cursor.uint32(), key));
  }
  const alignment = metadata.get("general.alignment") ?? 32;
  if (typeof alignment !== "number" || !Number.isInteger(alignment) || alignment < 1 || alignment > 65_536) {
    throw cursor.malformed(`general.alignment is ${String(alignment)}`);
  }
  const found: [string, GgufTensor][] = [];
  for (let i = 0; i < tensorCount; i++) found.push(readTensorInfo(cursor, path));
  const dataStart = Math.ceil(cursor.position / alignment) * alignment;
  const tensors = new Map(
    found.map(([name, tensor]) => [name, { ...tensor, offset: dataStart + tensor.offset }]),
  );
  if (tensors.size !== found.length) throw cursor.malformed("two tensors have one name");
  checkExtent(tensors, fileSize, path, cursor);
  return { metadata, tensors };
}

function entryCount(cursor: GgufCursor, what: string): number {
  const count = cursor.size(`the number of ${what}`);
  if (count > MAX_ENTRIES) throw cursor.malformed(`it has ${count} ${what}`);
  cursor.require(count * SMALLEST_ENTRY, `${count} ${what}`);
  return count;
}

function readTensorInfo(cursor: GgufCursor, path: string): [string, GgufTensor] {
  const name = cursor.string("a tensor's name");
  const dimensions = cursor.uint32();
  if (dimensions > 4) throw cursor.malformed(`tensor ${name} has ${dimensions} dimensions`);
  const shape = Array.from({ length: dimensions }, () => cursor.size(`a dimension of ${name}`)).reverse();
  const type = cursor.uint32();
  const offset = cursor.size(`the offset of ${name}`);
  const format = GGUF_FORMATS.get(type);
  if (!format) {
    const known = Array.from(GGUF_FORMATS.values(), (f) => f.name).join(", ");
    throw new AppError(
      "UNSUPPORTED_FORMAT",
      `Tensor ${name} in ${path} is of ggml type ${type}; supported: ${known}.`,
      { details: { tensor: name } },
    );
  }
  const count = shape.reduce((a, b) => a * b, 1);
  if (shape.some((size) => size > MAX_DIMENSION) || count > Number.MAX_SAFE_INTEGER) {
    throw cursor.malformed(`tensor ${name} would have the shape [${shape.join(", ")}]`);
  }
  // a row, not the whole tensor, is cut into blocks
  if ((shape.at(-1) ?? 1) % format.size !== 0) {
    throw cursor.malformed(`tensor ${name} has rows of ${shape.at(-1)}, no multiple of ${format.size}`);
  }
  return [name, { shape, type, offset, byteLength: (count / format.size) * format.bytes }];
}

function checkExtent(
  tensors: ReadonlyMap<string, GgufTensor>,
  fileSize: number,
  path: string,
  cursor: GgufCursor,
): void {
  let end = 0;
  let previous = "";
  const sorted = Array.from(tensors).sort((a, b) => a[1].offset - b[1].offset);
  for (const [name, tensor] of sorted) {
    if (tensor.offset < end) throw cursor.malformed(`tensors ${previous} and ${name} overlap`);
    end = tensor.offset + tensor.byteLength;
    previous = name;
    if (end > fileSize) {
      throw new AppError(
        "TRUNCATED_FILE",
        `${path} is truncated: tensor ${name} ends at byte ${end}, the file has ${fileSize}. Download it again.`,
        { details: { tensor: name } },
      );
    }
  }
}
