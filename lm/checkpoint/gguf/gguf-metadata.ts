import type { GgufCursor } from "@/lm/checkpoint/gguf/gguf-cursor";

export type GgufScalar = number | boolean | string;
export type GgufValue = GgufScalar | readonly GgufValue[];
export type GgufMetadata = ReadonlyMap<string, GgufValue>;

/** Value types by their number in the file; sizes in bytes, strings at least their length field. */
const STRING = 8;
const ARRAY = 9;
const SCALARS: Readonly<Record<number, { bytes: number; read(b: Buffer): number | boolean }>> = {
  0: { bytes: 1, read: (b) => b.readUInt8(0) },
  1: { bytes: 1, read: (b) => b.readInt8(0) },
  2: { bytes: 2, read: (b) => b.readUInt16LE(0) },
  3: { bytes: 2, read: (b) => b.readInt16LE(0) },
  4: { bytes: 4, read: (b) => b.readUInt32LE(0) },
  5: { bytes: 4, read: (b) => b.readInt32LE(0) },
  6: { bytes: 4, read: (b) => shortestFloat32(b.readFloatLE(0)) },
  7: { bytes: 1, read: (b) => b.readUInt8(0) !== 0 },
  10: { bytes: 8, read: (b) => Number(b.readBigUInt64LE(0)) },
  11: { bytes: 8, read: (b) => Number(b.readBigInt64LE(0)) },
  12: { bytes: 8, read: (b) => b.readDoubleLE(0) },
};

/** The largest vocabularies have a few hundred thousand tokens. */
const MAX_ARRAY_LENGTH = 4_000_000;
const MAX_DEPTH = 3;

/** Reads one value of the given type. @throws AppError TRUNCATED_FILE, MALFORMED_FILE */
export function readGgufValue(cursor: GgufCursor, type: number, key: string, depth = 0): GgufValue {
  if (type === STRING) return cursor.string(key);
  const scalar = SCALARS[type];
  if (scalar) return scalar.read(cursor.bytes(scalar.bytes));
  if (type !== ARRAY || depth >= MAX_DEPTH) throw cursor.malformed(`${key} is of the unknown type ${type}`);
  const elementType = cursor.uint32();
  const length = cursor.size(`the length of ${key}`);
  if (length > MAX_ARRAY_LENGTH) throw cursor.malformed(`${key} has ${length} elements`);
  const smallest = SCALARS[elementType]?.bytes ?? (elementType === ARRAY ? 12 : 8);
  cursor.require(length * smallest, key);
  const values: GgufValue[] = [];
  for (let i = 0; i < length; i++) values.push(readGgufValue(cursor, elementType, key, depth + 1));
  return values;
}

/** 9.999999747378752e-6 was written as 1e-5: the shortest decimal that gives the same float32. */
function shortestFloat32(value: number): number {
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}
