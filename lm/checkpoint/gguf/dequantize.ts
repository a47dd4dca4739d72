import { bfloat16ToFloat32, float16Table, float16ToFloat32 } from "@/lm/checkpoint/to-float32";

/**
 * Block formats of GGUF, as ggml's quants define them. All blocks are little-endian; `d` is a block's scale, `m` its
 * minimum, both float16. Products are rounded to float32 in ggml's order, so the numbers are bit-equal to its.
 */
interface BlockFormat {
  name: string;
  /** Numbers a block. */
  size: number;
  /** Bytes a block. */
  bytes: number;
  dequantize(source: Uint8Array<ArrayBuffer>, out: Float32Array): void;
}

const f16 = float16Table();
const half = (b: Uint8Array, at: number): number => f16[byte(b, at) | (byte(b, at + 1) << 8)] as number;
const byte = (b: Uint8Array, at: number): number => b[at] as number;
const signed = (b: Uint8Array, at: number): number => (byte(b, at) << 24) >> 24;

/** Block formats by ggml type number. */
export const GGUF_FORMATS: ReadonlyMap<number, BlockFormat> = new Map([
  [
    0,
    {
      name: "F32",
      size: 1,
      bytes: 4,
      dequantize: (b, out) => out.set(new Float32Array(b.buffer, b.byteOffset, out.length)),
    },
  ],
  [1, { name: "F16", size: 1, bytes: 2, dequantize: (b, out) => out.set(float16ToFloat32(uint16(b))) }],
  [30, { name: "BF16", size: 1, bytes: 2, dequantize: (b, out) => out.set(bfloat16ToFloat32(uint16(b))) }],
  [2, blocks("Q4_0", 32, 18, q4_0)],
  [3, blocks("Q4_1", 32, 20, q4_1)],
  [6, blocks("Q5_0", 32, 22, q5_0)],
  [7, blocks("Q5_1", 32, 24, q5_1)],
  [8, blocks("Q8_0", 32, 34, q8_0)],
  [12, blocks("Q4_K", 256, 144, q4_k)],
  [13, blocks("Q5_K", 256, 176, q5_k)],
  [14, blocks("Q6_K", 256, 210, q6_k)],
]);

type BlockReader = (b: Uint8Array, at: number, out: Float32Array, to: number) => void;

function blocks(name: string, size: number, bytes: number, read: BlockReader): BlockFormat {
  return {
    name,
    size,
    bytes,
    dequantize(source, out) {
      const count = out.length / size;
      for (let i = 0; i < count; i++) read(source, i * bytes, out, i * size);
    },
  };
}

function uint16(b: Uint8Array<ArrayBuffer>): Uint16Array {
  return new Uint16Array(b.buffer, b.byteOffset, b.byteLength / 2);
}

function q4_0(b: Uint8Array, at: number, out: Float32Array, to: number): void {
  const d = half(b, at);
  for (let i = 0; i < 16; i++) {
    const q = byte(b, at + 2 + i);
    out[to + i] = d * ((q & 15) - 8);
    out[to + 16 + i] = d * ((q >> 4) - 8);
  }
}

function q4_1(b: Uint8Array, at: number, out: Float32Array, to: number): void {
  const d = half(b, at);
  const m = half(b, at + 2);
  for (let i = 0; i < 16; i++) {
    const q = byte(b, at + 4 + i);
    out[to + i] = Math.fround(d * (q & 15)) + m;
    out[to + 16 + i] = Math.fround(d * (q >> 4)) + m;
  }
}

/** The fifth bits of a block of 32 stand in four bytes at `at`. */
function fifthBit(b: Uint8Array, at: number, i: number): number {
  return ((byte(b, at + (i >> 3)) >> (i & 7)) & 1) << 4;
}

function q5_0(b: Uint8Array, at: number, out: Float32Array, to: number): void {
  const d = half(b, at);
  for (let i = 0; i < 16; i++) {
    const q = byte(b, at + 6 + i);
    out[to + i] = d * (((q & 15) | fifthBit(b, at + 2, i)) - 16);
    out[to + 16 + i] = d * (((q >> 4) | fifthBit(b, at + 2, i + 16)) - 16);
  }
}

function q5_1(b: Uint8Array, at: number, out: Float32Array, to: number): void {
  const d = half(b, at);
  const m = half(b, at + 2);
  for (let i = 0; i < 16; i++) {
    const q = byte(b, at + 8 + i);
    out[to + i] = Math.fround(d * ((q & 15) | fifthBit(b, at + 4, i))) + m;
    out[to + 16 + i] = Math.fround(d * ((q >> 4) | fifthBit(b, at + 4, i + 16))) + m;
  }
}

function q8_0(b: Uint8Array, at: number, out: Float32Array, to: number): void {
  const d = half(b, at);
  for (let i = 0; i < 32; i++) out[to + i] = d * signed(b, at + 2 + i);
}

/** Six-bit scale and minimum of sub-block `j` of 8, packed in twelve bytes at `at`. */
function scaleAndMinimum(b: Uint8Array, at: number, j: number): [number, number] {
  if (j < 4) return [byte(b, at + j) & 63, byte(b, at + j + 4) & 63];
  const low = byte(b, at + j + 4);
  return [(low & 15) | ((byte(b, at + j - 4) >> 6) << 4), (low >> 4) | ((byte(b, at + j) >> 6) << 4)];
}

function q4_k(b: Uint8Array, at: number, out: Float32Array, to: number): void {
  const d = half(b, at);
  const minimum = half(b, at + 2);
  for (let j = 0; j < 8; j++) {
    const [scale, min] = scaleAndMinimum(b, at + 4, j);
    const step = Math.fround(d * scale);
    const base = Math.fround(minimum * min);
    const shift = (j & 1) * 4;
    for (let i = 0; i < 32; i++) {
      const q = (byte(b, at + 16 + (j >> 1) * 32 + i) >> shift) & 15;
      out[to + j * 32 + i] = Math.fround(step * q) - base;
    }
  }
}

function q5_k(b: Uint8Array, at: number, out: Float32Array, to: number): void {
  const d = half(b, at);
  const minimum = half(b, at + 2);
  for (let j = 0; j < 8; j++) {
    const [scale, min] = scaleAndMinimum(b, at + 4, j);
    const step = Math.fround(d * scale);
    const base = Math.fround(minimum * min);
    const shift = (j & 1) * 4;
    for (let i = 0; i < 32; i++) {
      const low = (byte(b, at + 48 + (j >> 1) * 32 + i) >> shift) & 15;
      const q = low | (((byte(b, at + 16 + i) >> j) & 1) << 4);
      out[to + j * 32 + i] = Math.fround(step * q) - base;
    }
  }
}

function q6_k(b: Uint8Array, at: number, out: Float32Array, to: number): void {
  const d = half(b, at + 208);
  for (let j = 0; j < 8; j++) {
    const part = j >> 2;
    const quarter = j & 3;
    for (let i = 0; i < 32; i++) {
      const low = byte(b, at + part * 64 + (quarter & 1) * 32 + i) >> ((quarter >> 1) * 4);
      const high = (byte(b, at + 128 + part * 32 + i) >> (quarter * 2)) & 3;
      const scale = signed(b, at + 192 + j * 2 + (i >> 4));
      out[to + j * 32 + i] = Math.fround(d * scale) * (((low & 15) | (high << 4)) - 32);
    }
  }
}
