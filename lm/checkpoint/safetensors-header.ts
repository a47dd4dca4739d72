import { z } from "zod";
import { AppError } from "@/lib/errors";
import { DTYPE_BYTES, isDtype, type Dtype } from "@/lm/checkpoint/to-float32";

export interface SafetensorsEntry {
  name: string;
  dtype: Dtype;
  shape: readonly number[];
  /** Position of the first byte in the file. */
  offset: number;
  byteLength: number;
}

/** The length field before the header. */
export const LENGTH_BYTES = 8;

/** The format's own limit. */
const MAX_HEADER_BYTES = 100_000_000;

const whole = z.int().min(0);
const entrySchema = z.object({
  dtype: z.string(),
  shape: z.array(whole).max(16),
  data_offsets: z.tuple([whole, whole]),
});
const metadataSchema = z.record(z.string(), z.string());

/**
 * The header's length, checked against the file before anything of that size is allocated.
 * @throws AppError TRUNCATED_FILE, MALFORMED_FILE
 */
export function headerLength(lengthField: Buffer, fileSize: number, path: string): number {
  const length = lengthField.readBigUInt64LE(0);
  if (length > MAX_HEADER_BYTES) {
    throw malformed(path, `its header would be ${length} bytes long; is it a safetensors file at all?`);
  }
  if (LENGTH_BYTES + Number(length) > fileSize) {
    throw new AppError(
      "TRUNCATED_FILE",
      `${path} is truncated: its header takes ${length} bytes, the file has ${fileSize}. Download it again.`,
    );
  }
  return Number(length);
}

/**
 * Parses and checks a safetensors header: known types, sizes that follow from type and shape, offsets inside the file
 * and without overlap. @throws AppError MALFORMED_FILE, TRUNCATED_FILE, UNSUPPORTED_FORMAT
 */
export function parseHeader(
  header: Buffer,
  fileSize: number,
  path: string,
): { entries: SafetensorsEntry[]; metadata: Record<string, string> } {
  let json: unknown;
  try {
    json = JSON.parse(header.toString("utf8"));
  } catch (error) {
    throw malformed(path, "its header is not JSON", error);
  }
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    throw malformed(path, "its header is not a JSON object");
  }
  const dataStart = LENGTH_BYTES + header.byteLength;
  const { __metadata__: rawMetadata, ...tensors } = json as Record<string, unknown>;
  const metadata = metadataSchema.safeParse(rawMetadata ?? {});
  if (!metadata.success) throw malformed(path, "its metadata are not texts");
  const entries = Object.entries(tensors).map(([name, raw]) => parseEntry(name, raw, dataStart, path));
  checkExtent(entries, fileSize, path);
  return { entries, metadata: metadata.data };
}

function parseEntry(name: string, raw: unknown, dataStart: number, path: string): SafetensorsEntry {
  const parsed = entrySchema.safeParse(raw);
  if (!parsed.success) throw malformed(path, `its header describes tensor ${name} wrongly`, parsed.error);
  const { dtype, shape, data_offsets: offsets } = parsed.data;
  if (!isDtype(dtype)) {
    throw new AppError(
      "UNSUPPORTED_FORMAT",
      `Tensor ${name} in ${path} is of type ${dtype}; supported: ${Object.keys(DTYPE_BYTES).join(", ")}.`,
    );
  }
  const byteLength = offsets[1] - offsets[0];
  const expected = shape.reduce((product, size) => product * size, DTYPE_BYTES[dtype]);
  if (byteLength !== expected) {
    throw malformed(
      path,
      `tensor ${name} of type ${dtype} and shape [${shape.join(", ")}] takes ${expected} bytes, not ${byteLength}`,
    );
  }
  return { name, dtype, shape, offset: dataStart + offsets[0], byteLength };
}

function checkExtent(entries: readonly SafetensorsEntry[], fileSize: number, path: string): void {
  const sorted = entries.filter((e) => e.byteLength > 0).sort((a, b) => a.offset - b.offset);
  let end = 0;
  let previous = "";
  for (const entry of sorted) {
    if (entry.offset < end) throw malformed(path, `tensors ${previous} and ${entry.name} overlap`);
    end = entry.offset + entry.byteLength;
    previous = entry.name;
    if (end > fileSize) {
      throw new AppError(
        "TRUNCATED_FILE",
        `${path} is truncated: tensor ${entry.name} ends at byte ${end}, the file has ${fileSize}. Download it again.`,
        { details: { tensor: entry.name } },
      );
    }
  }
}

function malformed(path: string, what: string, cause?: unknown): AppError {
  return new AppError("MALFORMED_FILE", `${path} is malformed: ${what}.`, { cause });
}
