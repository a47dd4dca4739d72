import { AppError } from "@/lib/errors";
import { sameShape, type ParameterSpec } from "@/lm/architecture/list-parameters";
import type { WeightSource } from "@/lm/checkpoint/weight-source";

/**
 * Checks names and shapes of all parameters, reading none.
 * @throws AppError MISSING_TENSOR, WRONG_SHAPE: they name the first wrong one and say how many there are
 */
export function checkParameters(weights: WeightSource, parameters: readonly ParameterSpec[]): void {
  const names = new Set(weights.names());
  const missing = parameters.filter(({ name }) => !names.has(name));
  if (missing[0]) {
    const more = missing.length > 1 ? ` (and ${missing.length - 1} more)` : "";
    throw new AppError("MISSING_TENSOR", `The checkpoint has no tensor ${missing[0].name}${more}.`, {
      details: { tensor: missing[0].name, count: missing.length },
    });
  }
  for (const { name, shape } of parameters) {
    const found = weights.shape(name);
    if (sameShape(found, shape)) continue;
    throw new AppError(
      "WRONG_SHAPE",
      `Tensor ${name} has shape [${found.join(", ")}]; by config.json it must be [${shape.join(", ")}].`,
      { details: { tensor: name } },
    );
  }
}
