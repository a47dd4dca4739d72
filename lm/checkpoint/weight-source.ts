/** The tensors of a checkpoint, whatever file they come from. */
export interface WeightSource {
  names(): string[];
  /** @throws AppError MISSING_TENSOR */
  shape(name: string): readonly number[];
  /** A tensor as float32, row-major; a fresh array at each call. @throws AppError MISSING_TENSOR, TRUNCATED_FILE */
  read(name: string): Float32Array<ArrayBuffer>;
  close(): void;
}
