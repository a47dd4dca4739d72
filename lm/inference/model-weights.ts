import { existsSync, realpathSync } from "node:fs";
import path from "node:path";
import type { ParameterSpec } from "@/lm/architecture/list-parameters";
import { layoutSafetensors } from "@/lm/checkpoint/layout-safetensors";
import type { OpenModel } from "@/lm/checkpoint/open-model-directory";
import { SafetensorsFile } from "@/lm/checkpoint/safetensors-file";
import { WEIGHTS_FILE } from "@/lm/checkpoint/write-model-directory";
import type { WeightLayout } from "@/lm/onnx/weight-layout";

/** The numbers of a model, as ONNX Runtime takes them: a file that it maps into memory, or bytes laid out like one. */
export interface ModelWeights {
  layout: WeightLayout;
  source: { directory: string } | { bytes: Uint8Array };
}

/**
 * The weights of an open model directory. A float32 file under the architecture's names, as this program writes it, is
 * mapped; anything else (half precision, shards, other names) is converted in memory.
 */
export function weightsOf(model: OpenModel): ModelWeights {
  return mappedWeights(model.directory, model.parameters) ?? convertedWeights(model);
}

function mappedWeights(directory: string, parameters: readonly ParameterSpec[]): ModelWeights | undefined {
  const link = path.join(directory, WEIGHTS_FILE);
  if (!existsSync(link)) return undefined;
  // ONNX Runtime refuses weights that a symbolic link takes out of their directory (the hub's cache links every file)
  const file = realpathSync(link);
  const opened = SafetensorsFile.open(file);
  opened.close();
  const fits = parameters.every(({ name }) => opened.entries.get(name)?.dtype === "F32");
  if (!fits) return undefined;
  return {
    layout: { path: path.basename(file), tensors: opened.entries },
    source: { directory: path.dirname(file) },
  };
}

function convertedWeights(model: OpenModel): ModelWeights {
  const { tensors, totalBytes } = layoutSafetensors(model.parameters);
  const bytes = new Uint8Array(totalBytes);
  for (const [name, { offset, byteLength }] of tensors) {
    const values = model.weights.read(name);
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, byteLength), offset);
  }
  return { layout: { path: WEIGHTS_FILE, tensors }, source: { bytes } };
}

/** Bytes of all tensors of a layout. */
export function weightBytes(layout: WeightLayout): number {
  let sum = 0;
  for (const { byteLength } of layout.tensors.values()) sum += byteLength;
  return sum;
}
