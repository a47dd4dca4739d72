/** Number types of safetensors that become float32 here, with their bytes. */
export const DTYPE_BYTES = {
  F64: 8,
  F32: 4,
  F16: 2,
  BF16: 2,
  I64: 8,
  I32: 4,
  I16: 2,
  I8: 1,
  U8: 1,
  BOOL: 1,
} as const;

export type Dtype = keyof typeof DTYPE_BYTES;

export function isDtype(name: string): name is Dtype {
  return Object.hasOwn(DTYPE_BYTES, name);
}

/** Little-endian numbers of type `dtype` as float32. `bytes` must start its buffer at a multiple of 8. */
export function toFloat32(bytes: Uint8Array<ArrayBuffer>, dtype: Dtype): Float32Array<ArrayBuffer> {
  const count = bytes.byteLength / DTYPE_BYTES[dtype];
  const { buffer, byteOffset } = bytes;
  switch (dtype) {
    case "F32":
      return new Float32Array(buffer, byteOffset, count);
    case "F64":
      return Float32Array.from(new Float64Array(buffer, byteOffset, count));
    case "F16":
      return float16ToFloat32(new Uint16Array(buffer, byteOffset, count));
    case "BF16":
      return bfloat16ToFloat32(new Uint16Array(buffer, byteOffset, count));
    case "I64":
      return Float32Array.from(new BigInt64Array(buffer, byteOffset, count), Number);
    case "I32":
      return Float32Array.from(new Int32Array(buffer, byteOffset, count));
    case "I16":
      return Float32Array.from(new Int16Array(buffer, byteOffset, count));
    case "I8":
      return Float32Array.from(new Int8Array(buffer, byteOffset, count));
    case "U8":
    case "BOOL":
      return Float32Array.from(bytes);
  }
}

/** bfloat16 is the upper half of a float32. */
export function bfloat16ToFloat32(source: Uint16Array): Float32Array<ArrayBuffer> {
  const out = new Float32Array(source.length);
  const bits = new Uint32Array(out.buffer);
  for (let i = 0; i < source.length; i++) bits[i] = (source[i] as number) << 16;
  return out;
}

export function float16ToFloat32(source: Uint16Array): Float32Array<ArrayBuffer> {
  const table = float16Table();
  const out = new Float32Array(source.length);
  for (let i = 0; i < source.length; i++) out[i] = table[source[i] as number] as number;
  return out;
}

let cachedTable: Float32Array | undefined;

/** Every float16 by its bits (IEEE 754 binary16), 256 KiB, made once. */
export function float16Table(): Float32Array {
  if (cachedTable) return cachedTable;
  const table = new Float32Array(65_536);
  for (let bits = 0; bits < 65_536; bits++) {
    const sign = bits & 0x8000 ? -1 : 1;
    const exponent = (bits >> 10) & 0x1f;
    const fraction = bits & 0x3ff;
    if (exponent === 31) table[bits] = fraction ? NaN : sign * Infinity;
    else if (exponent === 0) table[bits] = sign * fraction * 2 ** -24;
    else table[bits] = sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
  }
  cachedTable = table;
  return table;
}
