import { createHash } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import { closeSync, fsyncSync, openSync, writeSync } from "node:fs";
import { layoutSafetensors, type SafetensorsLayout } from "@/lm/checkpoint/layout-safetensors";

export interface WritableTensor {
  name: string;
  shape: readonly number[];
  /** Row-major; a function is called once, when the tensor's turn comes, so that not all are in memory at a time. */
  data: Float32Array | (() => Float32Array);
}

export interface WrittenSafetensors extends SafetensorsLayout {
  /** SHA-256 of the whole file, hexadecimal. */
  contentHash: string;
}

export interface WriteSafetensorsOptions {
  metadata?: Readonly<Record<string, string>>;
  /** Called after each tensor with the bytes written so far. */
  onBytes?(bytesWritten: number): void;
  signal?: AbortSignal;
}

/**
 * Writes float32 tensors as one safetensors file, in the given order, and syncs it to the disk. The file must not
 * exist. Numbers are little-endian like every machine that this runs on.
 */
export async function writeSafetensors(
  path: string,
  tensors: readonly WritableTensor[],
  options: WriteSafetensorsOptions = {},
): Promise<WrittenSafetensors> {
  const layout = layoutSafetensors(tensors, options.metadata);
  const hash = createHash("sha256");
  const descriptor = openSync(path, "wx");
  try {
    let position = 0;
    const append = (bytes: Uint8Array) => {
      hash.update(bytes);
      writeFully(descriptor, bytes);
      position += bytes.byteLength;
    };
    append(layout.headerBytes);
    for (const tensor of tensors) {
      options.signal?.throwIfAborted();
      const data = typeof tensor.data === "function" ? tensor.data() : tensor.data;
      const place = layout.tensors.get(tensor.name);
      if (place?.byteLength !== data.byteLength || place.offset !== position) {
        throw new Error(
          `${tensor.name} has ${data.length} numbers, its shape [${tensor.shape.join()}] another count`,
        );
      }
      append(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
      options.onBytes?.(position);
      // so that an interrupt is heard and progress is drawn
      await setImmediate();
    }
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  return { ...layout, contentHash: hash.digest("hex") };
}

function writeFully(descriptor: number, bytes: Uint8Array): void {
  // one write call takes less than 2 GiB, and may take less than it was given
  for (let done = 0; done < bytes.byteLength;) {
    done += writeSync(descriptor, bytes, done, Math.min(1 << 30, bytes.byteLength - done));
  }
}
