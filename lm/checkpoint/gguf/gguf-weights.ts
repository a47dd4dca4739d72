import { AppError } from "@/lib/errors";
import type { GgufFamily, GgufMapping } from "@/lm/checkpoint/gguf/gguf-family";
import type { MetadataReader } from "@/lm/checkpoint/gguf/metadata-reader";
import type { WeightSource } from "@/lm/checkpoint/weight-source";

/** A GGUF file's tensors under Hugging Face's names and in its layout. */
export function ggufWeights(file: WeightSource, family: GgufFamily, metadata: MetadataReader): WeightSource {
  const mappings = new Map<string, { stored: string; change: GgufMapping["change"] }>();
  for (const stored of file.names()) {
    if (family.ignored?.includes(stored)) continue;
    // what has no name here keeps its own: it will be told of as unused
    const mapping = family.map(stored, metadata) ?? { name: stored };
    mappings.set(mapping.name, { stored, change: mapping.change });
  }
  const mappingOf = (name: string) => {
    const mapping = mappings.get(name);
    if (!mapping) {
      throw new AppError("MISSING_TENSOR", `The GGUF file has nothing for ${name}.`, {
        details: { tensor: name },
      });
    }
    return mapping;
  };
  return {
    names: () => Array.from(mappings.keys()),
    shape(name) {
      const { stored, change } = mappingOf(name);
      const shape = file.shape(stored);
      return change?.kind === "transposed" ? [...shape].reverse() : shape;
    },
    read(name) {
      const { stored, change } = mappingOf(name);
      const data = file.read(stored);
      if (!change) return data;
      const [rows = 1, columns = 1] = file.shape(stored);
      return change.kind === "transposed"
        ? transpose(data, rows, columns)
        : pairsToHalves(data, rows, columns, change.heads, name);
    },
    close: () => file.close(),
  };
}

/** [rows, columns] → [columns, rows] */
function transpose(data: Float32Array, rows: number, columns: number): Float32Array<ArrayBuffer> {
  const out = new Float32Array(data.length);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) out[c * rows + r] = data[r * columns + c] as number;
  }
  return out;
}

/**
 * llama.cpp's converter reorders the rows of each head of q_proj and k_proj so that a rotary pair stands side by side
 * (2i, 2i + 1); Hugging Face rotates (i, i + W/2). This undoes it. [H·W, I] → [H·W, I]
 */
export function pairsToHalves(
  data: Float32Array,
  rows: number,
  columns: number,
  heads: number,
  name: string,
): Float32Array<ArrayBuffer> {
  const width = rows / heads;
  if (!Number.isInteger(width) || width % 2 !== 0) {
    throw new AppError("WRONG_SHAPE", `${name} has ${rows} rows, which ${heads} heads do not share evenly.`, {
      details: { tensor: name },
    });
  }
  const out = new Float32Array(data.length);
  for (let head = 0; head < heads; head++) {
    for (let i = 0; i < width; i++) {
      const from = head * width + i;
      const to = head * width + (i >> 1) + (i & 1) * (width / 2);
      out.set(data.subarray(from * columns, (from + 1) * columns), to * columns);
    }
  }
  return out;
}
