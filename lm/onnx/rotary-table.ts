import type { ValueName } from "@/lm/onnx/graph-builder";

/** Cosines and sines of every position of the batch, [total length, W/2]. */
export interface RotaryTable {
  cosines: ValueName;
  sines: ValueName;
}
