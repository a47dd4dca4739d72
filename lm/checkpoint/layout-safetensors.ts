import { LENGTH_BYTES } from "@/lm/checkpoint/safetensors-header";

export interface TensorPlace {
  shape: readonly number[];
  /** Position of the first byte in the file. */
  offset: number;
  byteLength: number;
}

export interface SafetensorsLayout {
  /** The length field and the header, padded. */
  headerBytes: Buffer;
  /** By tensor name; all are float32. */
  tensors: ReadonlyMap<string, TensorPlace>;
  /** Bytes of the whole file. */
  totalBytes: number;
}

/** So that the first tensor starts at a cache line. */
const ALIGNMENT = 64;

/** Where each float32 tensor of a file stands, in the given order, without gaps. */
export function layoutSafetensors(
  tensors: readonly { name: string; shape: readonly number[] }[],
  metadata: Readonly<Record<string, string>> = {},
): SafetensorsLayout {
  const header: Record<string, unknown> = { __metadata__: { format: "pt", ...metadata } };
  let end = 0;
  const places = tensors.map(({ name, shape }) => {
    const byteLength = shape.reduce((product, size) => product * size, 4);
    const start = end;
    end += byteLength;
    header[name] = { dtype: "F32", shape, data_offsets: [start, end] };
    return { name, shape, start, byteLength };
  });
  const json = Buffer.from(JSON.stringify(header), "utf8");
  const headerEnd = Math.ceil((LENGTH_BYTES + json.byteLength) / ALIGNMENT) * ALIGNMENT;
  // the format pads its header with spaces
  const headerBytes = Buffer.alloc(headerEnd, 0x20);
  headerBytes.writeBigUInt64LE(BigInt(headerEnd - LENGTH_BYTES), 0);
  json.copy(headerBytes, LENGTH_BYTES);
  return {
    headerBytes,
    tensors: new Map(
      places.map(({ name, shape, start, byteLength }) => [
        name,
        { shape, offset: headerEnd + start, byteLength },
      ]),
    ),
    totalBytes: headerEnd + end,
  };
}
