/**
 * Where each parameter's numbers stand in the file of weights. A graph points there instead of holding numbers, so
 * that new weights of the same layout need no new graph.
 */
export interface WeightLayout {
  /** Name of the file, relative to the graph's directory. */
  path: string;
  tensors: ReadonlyMap<string, WeightPlace>;
}

export interface WeightPlace {
  shape: readonly number[];
  /** From the start of the file; float32, little-endian, row-major. */
  offset: number;
  byteLength: number;
}
