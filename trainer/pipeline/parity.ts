import { AppError } from "@/lib/errors";

/** Largest difference between what was trained (TensorFlow) and what will be served (ONNX Runtime), both float32. */
export const PARITY_TOLERANCE = 1e-3;

export interface Parity {
  maxAbsoluteDifference: number;
  /** Numbers compared. */
  compared: number;
  tolerance: number;
}

/** For the log, once a model stands in its place. */
export function describeExport(out: string, { maxAbsoluteDifference, compared }: Parity): string {
  return (
    `written to ${out}: its ONNX graph gives the trained model's numbers within ` +
    `${maxAbsoluteDifference.toExponential(1)} (${compared} compared)`
  );
}

/** @throws AppError PARITY_FAILED */
export function requireParity(trained: ArrayLike<number>, served: ArrayLike<number>, what: string): Parity {
  let largest = trained.length === served.length ? 0 : Infinity;
  for (let i = 0; i < trained.length; i++) {
    const difference = Math.abs((trained[i] as number) - (served[i] as number));
    // NaN must fail too
    largest = difference <= largest ? largest : difference;
  }
  if (largest <= PARITY_TOLERANCE) {
    return { maxAbsoluteDifference: largest, compared: trained.length, tolerance: PARITY_TOLERANCE };
  }
  throw new AppError(
    "PARITY_FAILED",
    `The exported model does not give the ${what} of the trained one: they differ by up to ${largest}, ` +
      `at most ${PARITY_TOLERANCE} is allowed. Nothing was written.`,
    { details: { maxAbsoluteDifference: largest, tolerance: PARITY_TOLERANCE } },
  );
}
